"""Addresses of this part (see ``habilitations.urls``)."""

from django.urls import URLPattern, path

from habilitations.views import (
    declarations,
    exclusions,
    incidents,
    journal_du_compte,
    signalements_de_compte,
)

patrons: list[URLPattern] = [
    path("compte-compromis/", declarations.signaler_compte_compromis, name="signaler_compte_compromis"),
    path("compte-compromis/recu/", declarations.declaration_recue, name="declaration_recue"),
    path(
        "mon-compte/signalement-securite/",
        signalements_de_compte.signaler_mon_compte,
        name="signaler_mon_compte",
    ),
    path(
        "comptes/<uuid:cle>/signalement-securite/",
        signalements_de_compte.signaler_compte,
        name="signaler_compte",
    ),
    path(
        "comptes/<uuid:cle>/constat-securite/",
        incidents.constater_compromission,
        name="constater_compromission",
    ),
    path("comptes-compromis/", incidents.lister_incidents, name="lister_incidents"),
    path("comptes-compromis/<uuid:cle>/", incidents.voir_incident, name="voir_incident"),
    path("comptes-compromis/<uuid:cle>/gel/", incidents.geler_compte_signale, name="geler_compte_signale"),
    path("comptes-compromis/<uuid:cle>/compte/", incidents.rattacher_incident, name="rattacher_incident"),
    path("comptes-compromis/<uuid:cle>/cloture/", incidents.clore_incident, name="clore_incident"),
    path("comptes-compromis/<uuid:cle>/journal/", journal_du_compte.lire_journal, name="lire_journal"),
    path(
        "comptes-compromis/<uuid:cle>/journal/export/",
        journal_du_compte.exporter_journal,
        name="exporter_journal",
    ),
    path("comptes/<uuid:cle>/exclusion/", exclusions.exclure_compte, name="exclure_compte"),
    path("exclusions/<uuid:cle>/", exclusions.voir_exclusion, name="voir_exclusion"),
    path("exclusions/<uuid:cle>/notification.pdf", exclusions.pdf_exclusion, name="pdf_exclusion"),
    path("exclusions/<uuid:cle>/levee/", exclusions.lever, name="lever_exclusion"),
]
