"""Addresses of comités, work programme, evaluations, points sent up."""

from django.urls import URLPattern, path

from conventions.views import comites, comites_actes, evaluations, points, programme

CONVENTION = "partenaires/conventions/<uuid:cle>"
COMITE = "partenaires/comites/<uuid:cle>"

patrons: list[URLPattern] = [
    path(f"{CONVENTION}/comites/", comites.lister_comites, name="lister_comites"),
    path(f"{CONVENTION}/comites/nouveau/", comites_actes.planifier_comite, name="planifier_comite"),
    path(f"{COMITE}/", comites.voir_comite, name="voir_comite"),
    path(f"{COMITE}/modification/", comites_actes.modifier_comite, name="modifier_comite"),
    path(f"{COMITE}/compte-rendu/", comites_actes.ecrire_compte_rendu, name="ecrire_compte_rendu"),
    path(f"{COMITE}/compte-rendu/signe/", comites_actes.joindre_compte_rendu, name="joindre_compte_rendu"),
    path(f"{COMITE}/annulation/", comites_actes.annuler_comite, name="annuler_comite"),
    path(f"{COMITE}/participants/nouveau/", comites_actes.ajouter_participant, name="ajouter_participant"),
    path(f"{COMITE}/participants/retrait/", comites_actes.retirer_participant, name="retirer_participant"),
    path(f"{COMITE}/points/nouveau/", points.transmettre_point, name="transmettre_point"),
    path("partenaires/points-nationaux/", points.lister_points_nationaux, name="lister_points_nationaux"),
    path("partenaires/points-nationaux/<uuid:cle>/reponse/", points.repondre_point, name="repondre_point"),
    path(f"{CONVENTION}/programme/", programme.voir_programme, name="voir_programme"),
    path(f"{CONVENTION}/programme/objectif/", programme.ajouter_objectif, name="ajouter_objectif"),
    path(f"{CONVENTION}/programme/report/", programme.reconduire_programme, name="reconduire_programme"),
    path("partenaires/objectifs/<uuid:cle>/", programme.modifier_objectif, name="modifier_objectif"),
    path("partenaires/objectifs/<uuid:cle>/atteint/", programme.marquer_atteint, name="marquer_atteint"),
    path(f"{CONVENTION}/evaluations/", evaluations.lister_evaluations, name="lister_evaluations"),
    path(f"{CONVENTION}/evaluations/nouvelle/", evaluations.ajouter_evaluation, name="ajouter_evaluation"),
]
