"""What figures share: their sheet, key, head, foot, ladder of rows, style, and how they become files."""
