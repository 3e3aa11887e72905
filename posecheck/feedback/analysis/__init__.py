"""analysis.json as other programs see it: what its keys mean, its JSON Schema, and reading it."""
