"""Sealing the journal, in the background: nothing on the way of a write."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.journal.empreintes import ORIGINE, empreinte_entrees, empreinte_sceau
from espace_partenaires.journal.models import Evenement, Sceau
from espace_partenaires.journal.services import consigner

logger = logging.getLogger(__name__)

CHAMPS_ENTREE: Final = tuple(champ.attname for champ in Evenement._meta.concrete_fields)
CHAMPS_SCEAU: Final = (
    "numero",
    "lignee",
    "debut",
    "fin",
    "nombre",
    "derniere_le",
    "scelle_le",
    "empreinte_entrees",
    "precedente",
)
_VERROU: Final = 0x5CEA0


def sceller(*, maintenant: datetime | None = None) -> int:
    """Seal every entry whose transaction is over and that no seal covers yet; safe to run twice.

    Only transactions below the oldest one still running are taken: whatever the order of their commits,
    none can appear later behind the seal. Runs as the workers' role.

    Returns:
        How many seals were added.

    Exigence: RGPD-05 (CNIL)
    """
    maintenant = maintenant or timezone.now()
    with transaction.atomic():
        lignee, borne = _transactions_finies()
        plages = list(_plages(lignee, borne))
        for ligne, debut, fin in plages:
            _ajouter(ligne, debut, fin, maintenant)
    return len(plages)


def entrees_de(lignee: int, debut: int, fin: int) -> QuerySet[Evenement]:
    """Return the entries of the transactions from ``debut`` (included) to ``fin`` (excluded), in order."""
    return Evenement.objects.filter(
        lignee=lignee, transaction_id__gte=debut, transaction_id__lt=fin
    ).order_by("transaction_id", "id")


def effacer() -> int:
    """Erase the sealed entries whose twelve months are over; their seals stay, the chain too.

    Returns:
        How many entries were erased.

    Exigence: RGPD-05 (CNIL)
    """
    with transaction.atomic():
        with connection.cursor() as curseur:
            curseur.execute("SELECT journal_effacer()")
            nombre: int = curseur.fetchone()[0]
        if nombre:
            consigner(acteur=ACTEUR_SYSTEME, action="journal.effacer", details={"nombre": nombre})
    return nombre


def _transactions_finies() -> tuple[int, int]:
    """Take the turn to seal; return this cluster and the oldest transaction still running in it."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])
        curseur.execute(
            "SELECT (pg_control_system()).system_identifier,"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        )
        lignee, borne = curseur.fetchone()
    return lignee, borne


def _plages(lignee: int, borne: int) -> Iterator[tuple[int, int, int]]:
    """Yield what is left to seal. Entries restored from another cluster are all over."""
    fins: dict[int, int] = dict(
        Sceau.objects.order_by().values("lignee").annotate(fin=Max("fin")).values_list("lignee", "fin")
    )
    bornes = {lignee: borne}
    etrangeres = Evenement.objects.filter(Q(lignee__lt=lignee) | Q(lignee__gt=lignee))
    if etrangeres.exists():
        dernieres = etrangeres.order_by().values("lignee").annotate(derniere=Max("transaction_id"))
        bornes |= {ligne: derniere + 1 for ligne, derniere in dernieres.values_list("lignee", "derniere")}
    for ligne in sorted(bornes):
        debut, fin = fins.get(ligne, 0), bornes[ligne]
        if entrees_de(ligne, debut, fin).exists():
            yield ligne, debut, fin


def _ajouter(lignee: int, debut: int, fin: int, maintenant: datetime) -> None:
    dernier = Sceau.objects.order_by("-numero").first()
    entrees = entrees_de(lignee, debut, fin)
    nombre, empreinte = empreinte_entrees(entrees.values_list(*CHAMPS_ENTREE).iterator())
    sceau = Sceau(
        numero=dernier.numero + 1 if dernier else 1,
        lignee=lignee,
        debut=debut,
        fin=fin,
        nombre=nombre,
        derniere_le=entrees.aggregate(derniere=Max("survenu_le"))["derniere"],
        scelle_le=maintenant,
        empreinte_entrees=empreinte,
        precedente=dernier.empreinte if dernier else ORIGINE,
    )
    sceau.empreinte = empreinte_sceau(valeurs_de(sceau))
    sceau.save(force_insert=True)
    # The anchor outside the database: logs are shipped away, « verifier_journal --ancre » compares.
    logger.info("journal : sceau %s, empreinte %s", sceau.numero, sceau.empreinte)


def valeurs_de(sceau: Sceau) -> list[object]:
    """Return what the digest of a seal covers: everything but the digest, and the date of erasure."""
    return [getattr(sceau, champ) for champ in CHAMPS_SCEAU]
