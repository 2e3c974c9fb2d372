"""Figures: one file each, every one a pure function from a summarised result to a matplotlib Figure."""
