"""Everything that looks at pixels: who is seen, where, and how they lie."""
