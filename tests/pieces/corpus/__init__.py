"""Files of every kind, all made in code so that the repository itself holds no sample."""
