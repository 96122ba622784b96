"""Addresses of what agents judge and decide; ``urls.py`` adds them to its own."""

from django.urls import path

from signalements.views import agent_actes, agent_fin, agent_instruction

patrons = [
    path("bureau/<uuid:cle>/irrecevable/", agent_instruction.juger_irrecevable, name="juger_irrecevable"),
    path("bureau/<uuid:cle>/motif/", agent_instruction.requalifier_motif, name="requalifier_motif"),
    path("bureau/<uuid:cle>/urgence/", agent_instruction.requalifier_urgence, name="requalifier_urgence"),
    path("bureau/<uuid:cle>/instruction/", agent_actes.instruire, name="instruire_demande"),
    path(
        "bureau/<uuid:cle>/vers-un-service/",
        agent_instruction.orienter_en_interne,
        name="orienter_en_interne",
    ),
    path("bureau/<uuid:cle>/fin/", agent_fin.terminer_demande, name="terminer_demande"),
]
