"""Addresses of this app."""

from signalements import (
    urls_agent,
    urls_echanges,
    urls_instruction,
    urls_motifs,
    urls_organisation,
    urls_orientations,
    urls_partenaire,
    urls_pieces,
    urls_rendez_vous,
    urls_suivi,
)

app_name = "signalements"
# Words before keys: « bureau/recherche/ » is read before « bureau/<uuid>/ ».
urlpatterns = [
    *urls_pieces.patrons,
    *urls_instruction.patrons,
    *urls_orientations.patrons,
    *urls_organisation.patrons,
    *urls_rendez_vous.patrons,
    *urls_echanges.patrons,
    *urls_motifs.patrons,
    *urls_partenaire.patrons,
    *urls_suivi.patrons,
    *urls_agent.patrons,
]
