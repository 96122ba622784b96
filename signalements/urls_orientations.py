"""Addresses of what the caisse hands over: documents, transfers, orientations."""

from django.urls import path

from signalements.views import agent_fin, agent_transfert, orientations_agent, orientations_partenaire

patrons = [
    path("bureau/orientations/", orientations_agent.lister_orientations, name="lister_orientations"),
    path(
        "bureau/orientations/nouvelle/", orientations_agent.nouvelle_orientation, name="nouvelle_orientation"
    ),
    path(
        "bureau/orientations/<uuid:cle>/retrait/",
        orientations_agent.retirer_orientation,
        name="retirer_orientation",
    ),
    path(
        "bureau/<uuid:cle>/vers-un-partenaire/",
        orientations_agent.orienter_la_personne,
        name="orienter_la_personne",
    ),
    path("bureau/<uuid:cle>/transfert/", agent_transfert.transferer_demande, name="transferer_demande"),
    path("bureau/<uuid:cle>/document/", agent_fin.remettre_document, name="remettre_document"),
    path("orientations/", orientations_partenaire.orientations_recues, name="orientations_recues"),
    path(
        "orientations/<uuid:cle>/reponse/",
        orientations_partenaire.repondre_orientation,
        name="repondre_orientation",
    ),
]
