"""Addresses of this app."""

from signalements import urls_agent, urls_partenaire, urls_suivi

app_name = "signalements"
urlpatterns = [*urls_partenaire.patrons, *urls_suivi.patrons, *urls_agent.patrons]
