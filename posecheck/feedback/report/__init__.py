"""What is written: tables and reports."""
