"""Forms of demandes."""
