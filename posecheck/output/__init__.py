"""Files out: nothing is replaced unasked, and each is whole or not there, and its owner's alone."""
