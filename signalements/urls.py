"""Addresses of this app."""

from signalements import urls_agent, urls_suivi

app_name = "signalements"
urlpatterns = [*urls_agent.patrons, *urls_suivi.patrons]
