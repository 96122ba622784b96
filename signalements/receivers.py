"""What this app does when a lower floor announces something."""
