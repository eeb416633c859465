"""Loading the publishers' own files: what a file is, which edition, and its rows into the tables held."""
