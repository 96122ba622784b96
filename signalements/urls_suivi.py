"""Addresses of the partner's follow-up screens; ``urls.py`` adds them to its own."""

from django.urls import path

from signalements.views import (
    horloge_document,
    suivi_actes,
    suivi_demande,
    suivi_export,
    suivi_fichiers,
    suivi_historique,
    suivi_preuve,
    suivi_reprise,
)

patrons = [
    path("historique/", suivi_historique.historique, name="historique"),
    path(
        "historique/recherche/",
        suivi_historique.chercher_dans_l_historique,
        name="chercher_dans_l_historique",
    ),
    path(
        "historique/recherche/<uuid:cle>/", suivi_historique.voir_recherche, name="voir_recherche_historique"
    ),
    path("historique/export/", suivi_export.preparer_export, name="preparer_export"),
    path("historique/export/<slug:format_export>/", suivi_export.exporter, name="exporter_historique"),
    path("demandes/<uuid:cle>/", suivi_demande.voir_demande, name="voir_demande"),
    path("demandes/<uuid:cle>/annulation/", suivi_actes.annuler_demande, name="annuler_demande"),
    path("demandes/<uuid:cle>/retrait-accord/", suivi_actes.constater_retrait, name="constater_retrait"),
    path("demandes/<uuid:cle>/nouveau-formulaire/", suivi_preuve.fournir_preuve, name="fournir_preuve"),
    path(
        "demandes/<uuid:cle>/recepisse/", suivi_fichiers.telecharger_recepisse, name="telecharger_recepisse"
    ),
    path(
        "demandes/<uuid:cle>/nouvelle-demande/", suivi_reprise.reprendre_identite, name="reprendre_identite"
    ),
    path("demandes/<uuid:cle>/delai/", horloge_document.telecharger_delai, name="telecharger_delai"),
    path("demandes/<uuid:cle>/lettre/", suivi_fichiers.telecharger_lettre, name="telecharger_lettre"),
    path("demandes/<uuid:cle>/pieces/<int:numero>/", suivi_fichiers.ouvrir_piece, name="ouvrir_piece"),
]
