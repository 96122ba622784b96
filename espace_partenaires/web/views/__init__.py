"""Views of the shared pages."""
