"""Addresses of référents, thread, comités, evaluations, uses of a name."""

from django.urls import URLPattern, path

from conventions.views import fil, referents, usages

patrons: list[URLPattern] = [
    path("partenaires/conventions/<uuid:cle>/referents/", fil.voir_referents, name="voir_referents"),
    path("partenaires/conventions/<uuid:cle>/echanges/", fil.ecrire_message, name="ecrire_message"),
    path(
        "partenaires/conventions/<uuid:cle>/parties/<int:rang>/referents/nouveau/",
        referents.nommer_referent,
        name="nommer_referent",
    ),
    path(
        "partenaires/conventions/referents/<uuid:cle>/remplacement/",
        referents.remplacer_referent,
        name="remplacer_referent",
    ),
    path(
        "partenaires/conventions/referents/<uuid:cle>/fin/",
        referents.terminer_referent,
        name="terminer_referent",
    ),
    path("partenaires/conventions/<uuid:cle>/usages/", usages.lister_usages, name="lister_usages"),
    path("partenaires/conventions/<uuid:cle>/usages/nouveau/", usages.demander_usage, name="demander_usage"),
    path("partenaires/conventions/usages/<uuid:cle>/reponse/", usages.repondre_usage, name="repondre_usage"),
    path("partenaires/conventions/usages/<uuid:cle>/retrait/", usages.retirer_usage, name="retirer_usage"),
]
