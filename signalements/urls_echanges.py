"""Addresses of guarded texts: messages, notes, masking, reply models."""

from django.urls import path

from signalements.views import echanges_agent, echanges_masquage, echanges_modeles, echanges_partenaire

patrons = [
    path("bureau/modeles/", echanges_modeles.lister_modeles, name="lister_modeles"),
    path("bureau/modeles/nouveau/", echanges_modeles.creer_modele, name="creer_modele"),
    path("bureau/modeles/<uuid:cle>/", echanges_modeles.modifier_modele, name="modifier_modele"),
    path("bureau/modeles/<uuid:cle>/proposition/", echanges_modeles.proposer_modele, name="proposer_modele"),
    path("bureau/<uuid:cle>/messages/", echanges_agent.repondre, name="repondre"),
    path("bureau/<uuid:cle>/notes/", echanges_agent.ajouter_note, name="ajouter_note"),
    path(
        "bureau/<uuid:cle>/<slug:genre>/<int:numero>/masquage/",
        echanges_masquage.masquer_ecrit,
        name="masquer_ecrit",
    ),
    path(
        "bureau/<uuid:cle>/precisions/masquage/",
        echanges_masquage.masquer_precisions,
        name="masquer_precisions",
    ),
    path("demandes/<uuid:cle>/messages/", echanges_partenaire.ecrire_message, name="ecrire_message"),
]
