"""Addresses of partenaires' records, memberships, parties of a draft."""

from django.urls import URLPattern, path

from conventions.views import organismes

patrons: list[URLPattern] = [
    path("partenaires/<uuid:cle>/fiche/", organismes.corriger_partenaire, name="corriger_partenaire"),
    path(
        "partenaires/<uuid:cle>/adhesions/nouvelle/", organismes.nouvelle_adhesion, name="nouvelle_adhesion"
    ),
    path("partenaires/<uuid:cle>/adhesions/fin/", organismes.finir_adhesion, name="finir_adhesion"),
    path("partenaires/conventions/<uuid:cle>/projet/", organismes.corriger_projet, name="corriger_projet"),
    path("partenaires/conventions/<uuid:cle>/parties/", organismes.ajouter_partie, name="ajouter_partie"),
    path(
        "partenaires/conventions/<uuid:cle>/parties/retrait/",
        organismes.retirer_partie,
        name="retirer_partie",
    ),
]
