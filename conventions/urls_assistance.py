"""Addresses of the caisse, its contacts, malfunctions."""

from django.urls import URLPattern, path

from conventions.views import caisses, dysfonctionnements, interlocuteurs

patrons: list[URLPattern] = [
    path("ma-caisse/", caisses.ma_caisse, name="ma_caisse"),
    path("ma-caisse/fiche/", caisses.modifier_caisse, name="modifier_caisse"),
    path("ma-caisse/second-facteur/", caisses.regler_second_facteur, name="regler_second_facteur"),
    path(
        "ma-caisse/revue-sans-reponse/", caisses.regler_revue_sans_reponse, name="regler_revue_sans_reponse"
    ),
    path("ma-caisse/autres-voies/<slug:service>/", caisses.regler_canal, name="regler_canal"),
    path(
        "ma-caisse/interlocuteurs/nouveau/",
        interlocuteurs.ajouter_interlocuteur_caisse,
        name="ajouter_interlocuteur_caisse",
    ),
    path("interlocuteurs/", interlocuteurs.lister_interlocuteurs, name="interlocuteurs"),
    path("interlocuteurs/nouveau/", interlocuteurs.ajouter_interlocuteur, name="ajouter_interlocuteur"),
    path("interlocuteurs/<uuid:cle>/", interlocuteurs.modifier_interlocuteur, name="modifier_interlocuteur"),
    path(
        "interlocuteurs/<uuid:cle>/retrait/",
        interlocuteurs.retirer_interlocuteur,
        name="retirer_interlocuteur",
    ),
    path(
        "partenaires/<uuid:cle>/interlocuteurs/nouveau/",
        interlocuteurs.ajouter_interlocuteur_partenaire,
        name="ajouter_interlocuteur_partenaire",
    ),
    path(
        "partenaires/conventions/<uuid:cle>/interlocuteurs/",
        interlocuteurs.interlocuteurs_convention,
        name="interlocuteurs_convention",
    ),
    path(
        "dysfonctionnements/",
        dysfonctionnements.lister_dysfonctionnements,
        name="lister_dysfonctionnements",
    ),
    path(
        "dysfonctionnements/nouveau/",
        dysfonctionnements.signaler_dysfonctionnement,
        name="signaler_dysfonctionnement",
    ),
    path(
        "dysfonctionnements/<uuid:cle>/",
        dysfonctionnements.voir_dysfonctionnement,
        name="voir_dysfonctionnement",
    ),
    path(
        "dysfonctionnements/<uuid:cle>/reponse/",
        dysfonctionnements.repondre_dysfonctionnement,
        name="repondre_dysfonctionnement",
    ),
    path(
        "dysfonctionnements/<uuid:cle>/transmission/",
        dysfonctionnements.escalader_dysfonctionnement,
        name="escalader_dysfonctionnement",
    ),
    path(
        "dysfonctionnements/<uuid:cle>/relance/",
        dysfonctionnements.relancer_dysfonctionnement,
        name="relancer_dysfonctionnement",
    ),
]
