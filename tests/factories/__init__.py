"""Factories: believable rows, made by the owner of the database."""
