"""The pages, and what they ask the server for."""
