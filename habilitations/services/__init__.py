"""Writes of habilitations."""
