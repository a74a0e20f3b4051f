"""How good it is: accuracy on labelled mail, and whether a report is true to its files."""
