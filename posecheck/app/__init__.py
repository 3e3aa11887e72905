"""The program in a browser: a local server, its pages, and live sessions that they show."""
