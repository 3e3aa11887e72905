"""What is written to files: the table of measurements and the reports."""
