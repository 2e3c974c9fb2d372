"""What the numbers of results mean: rows, what they are held against, comparisons of runs."""
