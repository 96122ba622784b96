"""No model here: Django announces the end of migrations only to apps that have this module."""
