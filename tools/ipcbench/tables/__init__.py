"""Tables as text: for the terminal, as Markdown, LaTeX, CSV and JSON."""
