"""Addresses of the agents' screens; ``urls.py`` adds them to its own."""

from django.urls import path

from signalements.views import agent_actes, agent_affectation, agent_cloture, agent_demande, agent_liste

patrons = [
    path("bureau/", agent_liste.lister_demandes, name="lister_demandes"),
    path("bureau/<uuid:cle>/", agent_demande.traiter_demande, name="traiter_demande"),
    path("bureau/<uuid:cle>/prise-en-charge/", agent_actes.prendre_en_charge, name="prendre_en_charge"),
    path("bureau/<uuid:cle>/affectation/", agent_actes.s_affecter, name="s_affecter"),
    path("bureau/<uuid:cle>/confier/", agent_affectation.confier_demande, name="confier_demande"),
    path(
        "bureau/<uuid:cle>/accompagnement/",
        agent_actes.demarrer_accompagnement,
        name="demarrer_accompagnement",
    ),
    path("bureau/<uuid:cle>/retrait-accord/", agent_actes.retirer_accord, name="retirer_accord"),
    path("bureau/<uuid:cle>/cloture/", agent_cloture.clore_demande, name="clore_demande"),
    path(
        "bureau/<uuid:cle>/formulaire-signe/<int:numero>/",
        agent_demande.ouvrir_formulaire_signe,
        name="ouvrir_formulaire_signe",
    ),
]
