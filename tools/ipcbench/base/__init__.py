"""What every room may use: text that is safe to print, errors, files written whole, work shared out among processes."""
