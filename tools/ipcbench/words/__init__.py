"""What is found, in words: sentences, names, facts and remarks that tables, figures and the page share."""
