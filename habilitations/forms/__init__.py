"""Forms of habilitations."""
