"""Live sessions in a browser: pictures in, what is shown and said out."""
