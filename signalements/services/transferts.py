"""Giving a demande to another caisse, without its partner doing it again (DEM-04)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from signalements.enums import NatureFait
from signalements.models import Demande, RendezVous
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.notifications import TRANSFERT, TRANSFERT_RECU
from signalements.services.actes import ouvrir_sans_suivre
from signalements.services.annonces import annoncer_a_une_caisse, echeance_en_mots, prevenir_partenaire
from signalements.services.faits import consigner_fait
from signalements.services.instruction import exiger_en_cours
from signalements.services.verrous import verrouiller_pieces

ARTICLE_TRANSFERT = "Convention d’utilisation, articles 1.2 et 5"


def transferer(
    *,
    acteur: Acteur,
    demande_id: int,
    caisse_id: int,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> str:
    """Give a demande to another caisse: same reference, same start of the clock, its last day over there.

    Args:
        acteur: an instructeur or superviseur of the caisse that has it; it reads it no more afterwards.
        demande_id: not ended, no meeting planned.
        caisse_id: one whose conventions with this partenaire are in force.
        version: of the page.
        maintenant: moment of the act (aware).

    Returns:
        The reference.

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse, or no such caisse.
        RegleMetierRefusee: ``demande_modifiee``, ``demande_terminee``, ``meme_caisse``, ``rendez_vous``,
            ``sans_convention`` (the sentence names the caisse to turn to).

    Exigence: DEM-04 (S1u 1.2, 5)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        # The files change caisse with their demande: the antivirus may be holding one.
        verrouiller_pieces(demande_id)
        demande = ouvrir_sans_suivre(acteur, demande_id, version)
        depart, arrivee = demande.caisse, Caisse.objects.filter(pk=caisse_id).first()
        if arrivee is None:
            raise HorsPortee
        _exiger_transferable(demande, arrivee, instant)
        # The facts first, under the new zone: once the row has gone, its former caisse writes nothing on it.
        demande.caisse = arrivee
        codes, nature = f"{depart.code}-{arrivee.code}", NatureFait.TRANSFERT
        fait = consigner_fait(acteur=acteur, demande=demande, nature=nature, maintenant=instant, motif=codes)
        _journaliser(acteur, demande, depart, arrivee)
        prevenir_partenaire(demande, TRANSFERT, fait, caisse=arrivee.libelle, auteur=depart.libelle)
        annoncer_a_une_caisse(
            demande, TRANSFERT_RECU, fait, auteur=depart.libelle, echeance=echeance_en_mots(demande)
        )
        _remettre(demande, arrivee)
    return demande.reference or ""


def _remettre(demande: Demande, arrivee: Caisse) -> None:
    """Hand the row and its files over: no agent may write what it will not read, one function of the database does."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT signalements_transferer(%s, %s)", [demande.pk, arrivee.pk])
        if not curseur.fetchone()[0]:
            raise HorsPortee


def _exiger_transferable(demande: Demande, arrivee: Caisse, maintenant: datetime) -> None:
    exiger_en_cours(demande)
    if arrivee.pk == demande.caisse_id:
        raise RegleMetierRefusee(
            "meme_caisse", "Cette demande est déjà à votre caisse : choisissez-en une autre."
        )
    if RendezVous.objects.filter(demande=demande, etat__in=ETATS_VIVANTS).exists():
        raise RegleMetierRefusee(
            "rendez_vous", "Un rendez-vous est prévu ici : annulez-le avant de transférer la demande."
        )
    if arrivee.pk not in caisses_en_vigueur(demande.partenaire_id, maintenant):
        raise RegleMetierRefusee(
            "sans_convention",
            f"{demande.partenaire.libelle} n’a pas de convention en vigueur avec la {arrivee.libelle} : la demande "
            f"ne peut pas y aller par le portail. Écrivez au partenaire de s’adresser à la {arrivee.libelle}.",
            ARTICLE_TRANSFERT,
        )


def _journaliser(acteur: Acteur, demande: Demande, depart: Caisse, arrivee: Caisse) -> None:
    """Write the transfer in the journal of both caisses."""
    for caisse in (depart, arrivee):
        consigner(
            acteur=acteur,
            action="signalements.transferer",
            objet=demande,
            caisse_id=caisse.pk,
            details={"reference": demande.reference, "de": depart.code, "vers": arrivee.code},
        )
