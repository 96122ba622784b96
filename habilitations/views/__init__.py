"""Screens of habilitations."""
