"""What the person gets: the overlay, files, the report."""
