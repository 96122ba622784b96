"""Addresses of a draft and of its receipt; ``urls.py`` adds them to its own."""

from django.urls import path

from signalements.views import depot, depot_accord, depot_caisse, depot_recu, depot_relecture, depot_saisie

_BROUILLON = "nouvelle-demande/<uuid:cle>"

patrons = [
    path("nouvelle-demande/", depot.nouvelle_demande, name="nouvelle_demande"),
    # A key is read before a word: no service is called like a key.
    path(f"{_BROUILLON}/", depot.reprendre_brouillon, name="reprendre_brouillon"),
    path(f"{_BROUILLON}/reprise/", depot.adopter, name="adopter_brouillon"),
    path(f"{_BROUILLON}/effacement/", depot.abandonner, name="abandonner"),
    path("nouvelle-demande/<slug:service>/", depot.commencer_demande, name="commencer_demande"),
    path(f"{_BROUILLON}/caisse/", depot_caisse.changer_de_caisse, name="changer_de_caisse"),
    path(f"{_BROUILLON}/accord/", depot_accord.donner_accord, name="donner_accord"),
    path(f"{_BROUILLON}/accord/suivi/", depot_accord.suivre_formulaire, name="suivre_formulaire"),
    path(
        f"{_BROUILLON}/accord/formulaire.pdf",
        depot_accord.telecharger_formulaire,
        name="telecharger_formulaire",
    ),
    path(f"{_BROUILLON}/relecture/", depot_relecture.relire, name="relire"),
    path(f"{_BROUILLON}/transmission/", depot_relecture.transmettre, name="transmettre"),
    path(f"{_BROUILLON}/<slug:etape>/", depot_saisie.remplir_etape, name="remplir_etape"),
    path(
        f"{_BROUILLON}/<slug:etape>/enregistrement/", depot_saisie.enregistrer_etape, name="enregistrer_etape"
    ),
    path("demandes/<uuid:cle>/recu/", depot_recu.voir_recu, name="voir_recu"),
]
