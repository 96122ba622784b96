"""Compromised accounts and exclusions."""
