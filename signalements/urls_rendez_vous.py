"""Addresses of meetings and permanences, both sides."""

from django.urls import path

from signalements.views import (
    rendez_vous_agenda,
    rendez_vous_agent,
    rendez_vous_documents,
    rendez_vous_partenaire,
    rendez_vous_permanences,
)

patrons = [
    path("bureau/rendez-vous/", rendez_vous_agenda.mes_rendez_vous, name="mes_rendez_vous"),
    path("bureau/permanences/", rendez_vous_permanences.lister_permanences, name="lister_permanences"),
    path(
        "bureau/permanences/nouvelle/",
        rendez_vous_permanences.nouvelle_permanence,
        name="nouvelle_permanence",
    ),
    path(
        "bureau/permanences/<uuid:cle>/annulation/",
        rendez_vous_permanences.annuler_la_permanence,
        name="annuler_permanence",
    ),
    path(
        "bureau/<uuid:cle>/rendez-vous/", rendez_vous_agent.proposer_rendez_vous, name="proposer_rendez_vous"
    ),
    path(
        "bureau/rendez-vous/<uuid:cle>/deplacement/",
        rendez_vous_agent.deplacer_rendez_vous,
        name="deplacer_rendez_vous",
    ),
    path(
        "bureau/rendez-vous/<uuid:cle>/annulation/",
        rendez_vous_agent.annuler_le_rendez_vous,
        name="annuler_rendez_vous",
    ),
    path(
        "bureau/rendez-vous/<uuid:cle>/issue/",
        rendez_vous_agent.constater_rendez_vous,
        name="constater_rendez_vous",
    ),
    path("permanences/", rendez_vous_partenaire.permanences, name="permanences"),
    path("demandes/<uuid:cle>/creneaux/", rendez_vous_partenaire.choisir_creneau, name="choisir_creneau"),
    path(
        "rendez-vous/<uuid:cle>/confirmation/",
        rendez_vous_partenaire.confirmer_rendez_vous,
        name="confirmer_rendez_vous",
    ),
    path("rendez-vous/<uuid:cle>/autre-date/", rendez_vous_partenaire.autre_date, name="autre_date"),
    path(
        "rendez-vous/<uuid:cle>/annulation/",
        rendez_vous_partenaire.renoncer_au_rendez_vous,
        name="renoncer_au_rendez_vous",
    ),
    path(
        "demandes/<uuid:cle>/rendez-vous/agenda/",
        rendez_vous_documents.telecharger_calendrier,
        name="telecharger_calendrier",
    ),
    path(
        "demandes/<uuid:cle>/rendez-vous/fiche/",
        rendez_vous_documents.telecharger_fiche,
        name="telecharger_fiche_rendez_vous",
    ),
]
