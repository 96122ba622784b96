"""Read models of demandes, shared by screens."""
