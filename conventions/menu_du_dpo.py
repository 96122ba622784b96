"""What waits for the DPO of a caisse: actions that exchange personal data and have no analysis yet."""

from datetime import datetime

from conventions.enums import EtatFiche
from conventions.models import FicheAction
from conventions.permissions import DPO
from espace_partenaires.comptes.acteur import Acteur

PLAFOND = 100


def est_dpo(acteur: Acteur) -> bool:
    """The data protection officer of a caisse."""
    return acteur.a_role(DPO) and bool(acteur.caisse_ids)


def fiches_a_analyser(acteur: Acteur) -> int:
    """Count the projects that wait for the DPO's analysis or for the register, up to a bound.

    Exigence: CONV-10, UX-06 (S0 8, annexe 2 § 3)
    """
    attendues = FicheAction.objects.visibles_par(acteur).filter(
        etat=EtatFiche.PROJET, echange_de_donnees=True, convention__parties__caisse__in=acteur.caisse_ids
    )
    sans_avis = attendues.filter(dpo_analyse_le__isnull=True) | attendues.filter(registre_le__isnull=True)
    return len(sans_avis.distinct().values_list("pk", flat=True)[:PLAFOND])


def contexte_des_analyses(acteur: Acteur, _maintenant: datetime) -> dict[str, object]:
    """Count what waits for the DPO, for the block of the home page."""
    return {"nombre": fiches_a_analyser(acteur)}
