"""The HTML report: one page with its figures, tables and facts."""
