"""Addresses of this part (see ``habilitations.urls``)."""

from django.urls import URLPattern, path

from habilitations.views import campagnes, certificats, revues

patrons: list[URLPattern] = [
    path("revues/", revues.lister_revues, name="lister_revues"),
    path("revues/nouvelle/", revues.ouvrir_revue, name="ouvrir_revue"),
    path("revues/certificats/verification/", certificats.verifier_certificat, name="verifier_certificat"),
    path("revues/<uuid:cle>/", revues.voir_revue, name="voir_revue"),
    path("revues/<uuid:cle>/reponses/", revues.repondre_revue, name="repondre_revue"),
    path("revues/<uuid:cle>/reponses/confirmation/", revues.tout_confirmer, name="tout_confirmer"),
    path("revues/<uuid:cle>/reponses/retraits/", revues.retirer_comptes, name="retirer_comptes"),
    path("revues/<uuid:cle>/relance/", campagnes.relancer, name="relancer_revue"),
    path("revues/<uuid:cle>/certificat/", certificats.telecharger_certificat, name="certificat_pdf"),
    path(
        "revues/<uuid:cle>/certificat/tableur/", certificats.tableur_du_certificat, name="certificat_tableur"
    ),
    path("campagnes-de-revue/", campagnes.lister_campagnes, name="lister_campagnes"),
    path("campagnes-de-revue/nouvelle/", campagnes.ouvrir_campagne, name="ouvrir_campagne"),
    path("campagnes-de-revue/<uuid:cle>/", campagnes.voir_campagne, name="voir_campagne"),
    path("partenaires/<uuid:cle>/habilitations/", certificats.telecharger_tableau, name="tableau_pdf"),
    path(
        "partenaires/<uuid:cle>/habilitations/tableur/",
        certificats.tableur_du_tableau,
        name="tableau_tableur",
    ),
]
