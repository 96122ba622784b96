"""Addresses of fiches action, national flows, the register."""

from django.urls import URLPattern, path

from conventions.views import avis_dpo, fiches

patrons: list[URLPattern] = [
    path("conventions/<uuid:cle>/fiches/", fiches.lister_fiches, name="lister_fiches"),
    path("conventions/<uuid:cle>/fiches/nouvelle/", fiches.creer_fiche, name="creer_fiche"),
    path("conventions/<uuid:cle>/flux-nationaux/", avis_dpo.flux_nationaux, name="flux_nationaux"),
    path("fiches-action/<uuid:cle>/", fiches.voir_fiche, name="voir_fiche"),
    path("fiches-action/<uuid:cle>/modification/", fiches.modifier_fiche, name="modifier_fiche"),
    path("fiches-action/<uuid:cle>/demarrage/", fiches.demarrer_fiche, name="demarrer_fiche"),
    path("fiches-action/<uuid:cle>/fin/", fiches.terminer_fiche, name="terminer_fiche"),
    path("fiches-action/<uuid:cle>/abandon/", fiches.abandonner_fiche, name="abandonner_fiche"),
    path("fiches-action/<uuid:cle>/analyse/", avis_dpo.analyser_fiche, name="analyser_fiche"),
    path("fiches-action/<uuid:cle>/registre/", avis_dpo.inscrire_fiche, name="inscrire_fiche"),
    path("registre-des-echanges/", avis_dpo.registre_des_echanges, name="registre_des_echanges"),
]
