"""Membership of a tête de réseau: it ends on a day, and what leaned on it is no longer covered (ORG-02)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from conventions.enums import EtatConvention
from conventions.models import Adhesion, Caisse, Partie
from conventions.permissions import peut_gerer_conventions
from conventions.selectors import jour_de_la_caisse, liens_signes
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import date_simple


def peut_tenir_adhesion(acteur: Acteur, caisse: Caisse, adhesion: Adhesion) -> bool:
    """A gestionnaire de conventions of a caisse that signed with the member, or with its tête de réseau.

    The tête is not enough once the member has signed with others: it is their access that would close.
    """
    if not peut_gerer_conventions(acteur, caisse.pk):
        return False
    siennes = liens_signes([caisse.pk])
    if siennes.filter(partenaire=adhesion.membre_id).exists():
        return True
    signe = Partie.objects.filter(partenaire=adhesion.membre_id, convention__etat=EtatConvention.SIGNEE)
    return not signe.exists() and siennes.filter(partenaire=adhesion.tete_id).exists()


def terminer_adhesion(
    *,
    acteur: Acteur,
    caisse: Caisse,
    adhesion: Adhesion,
    dernier_jour: date,
    maintenant: datetime | None = None,
) -> Adhesion:
    """Give a membership its last day; the conventions d'utilisation it covered stop the day after (CONV-20).

    Args:
        acteur: a gestionnaire de conventions of the caisse.
        caisse: the caisse that records it.
        adhesion: a membership that runs.
        dernier_jour: last day of membership, today or later.
        maintenant: the moment of recording (aware).

    Raises:
        HorsPortee: see ``peut_tenir_adhesion``.
        RegleMetierRefusee: when the day is past, before its start, or after the end it already has.

    Exigence: ORG-02, CONV-20 (S1u preamble, 8.1)
    """
    aujourdhui = jour_de_la_caisse(caisse, maintenant or timezone.now())
    with transaction.atomic():
        ligne = Adhesion.objects.select_for_update().get(pk=adhesion.pk)
        exiger(autorise=peut_tenir_adhesion(acteur, caisse, ligne))
        debut, fin = ligne.periode.lower, ligne.periode.upper
        if dernier_jour < aujourdhui:
            raise RegleMetierRefusee(
                "fin_passee", "Le dernier jour ne peut pas être dans le passé : les accès ont déjà servi."
            )
        if debut is not None and dernier_jour < debut:
            raise RegleMetierRefusee(
                "fin_avant_debut", "L’adhésion ne peut pas finir avant d’avoir commencé."
            )
        if fin is not None and fin - timedelta(days=1) <= dernier_jour:
            raise RegleMetierRefusee(
                "deja_terminee",
                f"Cette adhésion prend déjà fin le {date_simple(fin - timedelta(days=1))}.",
            )
        ligne.periode = DateRange(debut, dernier_jour + timedelta(days=1))
        ligne.save(update_fields=["periode"])
        consigner(
            acteur=acteur,
            action="conventions.terminer_adhesion",
            objet=ligne,
            caisse_id=caisse.pk,
            partenaire_id=ligne.membre_id,
            details={"tete": ligne.tete_id, "dernier_jour": dernier_jour.isoformat()},
        )
    return ligne
