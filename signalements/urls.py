"""Addresses of this app."""

from signalements import urls_agent, urls_partenaire

app_name = "signalements"
urlpatterns = [*urls_partenaire.patrons, *urls_agent.patrons]
