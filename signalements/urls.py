"""Addresses of this app."""

from signalements import urls_agent

app_name = "signalements"
urlpatterns = [*urls_agent.patrons]
