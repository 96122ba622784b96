"""Checking the journal: any change of an entry or of a seal shows."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from espace_partenaires.journal.empreintes import ORIGINE, empreinte_entrees, empreinte_sceau
from espace_partenaires.journal.models import Evenement, Sceau
from espace_partenaires.journal.sceaux import CHAMPS_ENTREE, entrees_de, valeurs_de

DUREE_MINIMALE: Final = timedelta(days=365)


@dataclass(slots=True)
class Rapport:
    """What the check found.

    Attributes:
        sceaux: how many seals were read.
        entrees: how many sealed entries were read.
        non_scellees: how many entries wait for their seal.
        tete: ``numero:empreinte`` of the last seal, to be compared with the one kept outside.
        anomalies: sentences in French; empty when the journal is whole.
    """

    sceaux: int = 0
    entrees: int = 0
    non_scellees: int = 0
    tete: str = ""
    anomalies: list[str] = field(default_factory=list)


def verifier(*, ancre: str = "", maintenant: datetime | None = None) -> Rapport:
    """Read the whole chain again.

    Args:
        ancre: ``numero:empreinte`` kept outside the database (a line of the logs): without it, the loss of
            the last seals together with their entries cannot be seen.
        maintenant: when; by default, now.

    Exigence: RGPD-05 (CNIL)
    """
    maintenant = maintenant or timezone.now()
    rapport = Rapport()
    attendu, precedente = 1, ORIGINE
    fins: dict[int, int] = {}
    with transaction.atomic():
        for sceau in Sceau.objects.order_by("numero").iterator():
            _verifier_chaine(sceau, attendu, precedente, fins.get(sceau.lignee, 0), rapport)
            _verifier_entrees(sceau, maintenant, rapport)
            rapport.sceaux += 1
            attendu, precedente = sceau.numero + 1, sceau.empreinte
            fins[sceau.lignee] = sceau.fin
            rapport.tete = f"{sceau.numero}:{sceau.empreinte}"
        present = Evenement.objects.count()
        rapport.non_scellees = present - rapport.entrees
        _verifier_ancre(ancre, rapport)
    return rapport


def _verifier_chaine(sceau: Sceau, attendu: int, precedente: str, fin: int, rapport: Rapport) -> None:
    if sceau.numero != attendu:
        rapport.anomalies.append(f"Sceau {sceau.numero} : on attendait le numéro {attendu}.")
    if sceau.precedente != precedente:
        rapport.anomalies.append(f"Sceau {sceau.numero} : il ne suit pas le sceau précédent.")
    if sceau.debut != fin:
        rapport.anomalies.append(f"Sceau {sceau.numero} : il ne commence pas où finit le précédent.")
    if empreinte_sceau(valeurs_de(sceau)) != sceau.empreinte:
        rapport.anomalies.append(f"Sceau {sceau.numero} : il a été modifié.")


def _verifier_entrees(sceau: Sceau, maintenant: datetime, rapport: Rapport) -> None:
    lignes = entrees_de(sceau.lignee, sceau.debut, sceau.fin).values_list(*CHAMPS_ENTREE)
    nombre, empreinte = empreinte_entrees(lignes.iterator())
    rapport.entrees += nombre
    if sceau.effacees_le is not None:
        if nombre:
            rapport.anomalies.append(f"Sceau {sceau.numero} : des entrées reviennent après leur effacement.")
        if not sceau.derniere_le + DUREE_MINIMALE <= sceau.effacees_le <= maintenant + timedelta(days=1):
            rapport.anomalies.append(f"Sceau {sceau.numero} : ses entrées ont été effacées avant leur terme.")
        return
    if nombre != sceau.nombre:
        rapport.anomalies.append(f"Sceau {sceau.numero} : {nombre} entrées au lieu de {sceau.nombre}.")
    elif empreinte != sceau.empreinte_entrees:
        rapport.anomalies.append(f"Sceau {sceau.numero} : une de ses entrées a été modifiée.")


def _verifier_ancre(ancre: str, rapport: Rapport) -> None:
    if not ancre:
        return
    numero, _, empreinte = ancre.partition(":")
    if not numero.isdecimal() or not Sceau.objects.filter(numero=int(numero), empreinte=empreinte).exists():
        rapport.anomalies.append(f"Le sceau {numero}, connu hors de la base, n’y est plus ou a changé.")
