"""Ending a demande: coded decisions right by right, how a document was handed over, the last word (DEM-10)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from espace_partenaires.pieces.enums import EtatPiece
from signalements.enums import Cote, NatureFait, NaturePieceDemande, Remise
from signalements.models import DecisionDroit, Demande, Message, PieceDemande, RendezVous
from signalements.notifications import CLOTURE
from signalements.rules.decisions import ARTICLE_DECISION, Fin, verifier_decisions, verifier_fin
from signalements.services.actes import ouvrir_l_acte
from signalements.services.annonces import prevenir_partenaire
from signalements.services.faits import avancer, consigner_fait, exiger_possible
from signalements.services.mots import dire
from signalements.services.refus import FinIncomplete

_EN_ATTENTE = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE})


def terminer(
    *,
    acteur: Acteur,
    demande_id: int,
    decisions: Collection[tuple[str, str]] = (),
    reponse: str = "",
    remise: str = "",
    confirme: bool = False,
    version: int | None = None,
    maintenant: datetime | None = None,
) -> Demande:
    """End a demande of any kind but the signalement; the partner is told that it is over.

    Args:
        acteur: an instructeur or superviseur of the caisse.
        demande_id: from where its life may end.
        decisions: pairs (``Droit``, ``Sens``): one at least for an étude, that of its motif among them.
        reponse: words for the partner, guarded; what a contact is answered by.
        remise: of a document, ``Remise.ADRESSE`` or ``rules.decisions.NON_REMIS``.
        confirme: the words were confirmed to say nothing of health.
        version: of the page.
        maintenant: moment of the act (aware).

    Raises:
        HorsPortee: not an instructeur or superviseur of the caisse.
        FinIncomplete: answers that are missing or wrong, field by field.
        RegleMetierRefusee: ``demande_modifiee``, ``transition``, ``analyse_en_cours``, those of ``garde.texte_admis``.

    Exigence: DEM-10, DEM-12, DEM-13, DEM-23 (S4 a2 § 4.2)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        demande = ouvrir_l_acte(acteur, demande_id, version)
        exiger_possible(demande, "terminer")
        _exiger_analysee(demande)
        paires = tuple((str(droit), str(sens)) for droit, sens in decisions)
        manques = manques_de_la_fin(demande, paires, reponse, str(remise))
        if manques:
            raise FinIncomplete(manques, ARTICLE_DECISION)
        dire(acteur=acteur, demande=demande, texte=reponse, confirme=confirme, maintenant=instant)
        if demande.nature == Service.DOCUMENT and remise == Remise.ADRESSE:
            consigner_remise(acteur, demande, Remise.ADRESSE, instant)
        ecrire_decisions(demande, paires, instant)
        fait = avancer(acteur=acteur, demande=demande, action="terminer", maintenant=instant)
        _journaliser(acteur, demande, paires)
        prevenir_partenaire(demande, CLOTURE, fait)
    return demande


def consigner_remise(acteur: Acteur, demande: Demande, remise: Remise, maintenant: datetime) -> None:
    """Record how a document reached the person (DEM-12), on a locked demande."""
    consigner_fait(
        acteur=acteur,
        demande=demande,
        nature=NatureFait.LIVRAISON,
        maintenant=maintenant,
        motif=remise.value,
    )
    consigner(
        acteur=acteur,
        action="signalements.livrer",
        objet=demande,
        details={"reference": demande.reference, "raison": remise.value},
    )


def ecrire_decisions(
    demande: Demande, decisions: Collection[tuple[str, str]], maintenant: datetime
) -> list[DecisionDroit]:
    """Store the coded decisions of a locked demande, of any kind (bilan C14–C21).

    Args:
        demande: ending in this transaction.
        decisions: pairs (``Droit``, ``Sens``).
        maintenant: moment of the act (aware).

    Raises:
        FinIncomplete: an unknown code, or a right decided twice.

    Exigence: DEM-10, DEM-17
    """
    manques = verifier_decisions(decisions)
    if manques:
        raise FinIncomplete({m.champ: m.message for m in manques}, ARTICLE_DECISION)
    return DecisionDroit.objects.bulk_create(
        DecisionDroit(demande=demande, droit=droit, sens=sens, decidee_le=maintenant)
        for droit, sens in decisions
    )


def documents_remis(demande: Demande) -> list[PieceDemande]:
    """Return the files that the caisse hands over, those that the antivirus dismissed apart."""
    jointes = PieceDemande.objects.filter(
        demande=demande, nature=NaturePieceDemande.SORTANTE, retiree_le__isnull=True
    )
    return list(jointes.select_related("piece").order_by("numero"))


def _exiger_analysee(demande: Demande) -> None:
    if any(jointe.piece.etat in _EN_ATTENTE for jointe in documents_remis(demande)):
        raise RegleMetierRefusee(
            "analyse_en_cours",
            "Le document déposé est encore à l’analyse : terminez quand il sera remis, dans quelques minutes.",
        )


def manques_de_la_fin(
    demande: Demande, decisions: Collection[tuple[str, str]], reponse: str, remise: str
) -> dict[str, str]:
    """Return what must be answered or mended before this demande ends: argument of ``terminer`` → what to do.

    Args:
        demande: with ``motif`` loaded.
        decisions: pairs (``Droit``, ``Sens``).
        reponse: words for the partner.
        remise: ``Remise`` code, ``NON_REMIS`` or empty.

    Exigence: DEM-10, DEM-12, DEM-13
    """
    fin = Fin(
        nature=demande.nature,
        droit=demande.motif.droit if demande.motif else "",
        decisions=tuple(decisions),
        reponse=reponse.strip(),
        remise=remise,
        deja_repondu=Message.objects.filter(demande=demande, cote=Cote.CAISSE).exists(),
        livree=bool(documents_remis(demande)),
        rendez_vous=tuple(RendezVous.objects.filter(demande=demande).values_list("etat", flat=True)),
    )
    return {manque.champ: manque.message for manque in verifier_fin(fin)}


def _journaliser(acteur: Acteur, demande: Demande, decisions: Collection[tuple[str, str]]) -> None:
    consigner(
        acteur=acteur,
        action="signalements.terminer",
        objet=demande,
        details={
            "reference": demande.reference,
            "decisions": [f"{droit}:{sens}" for droit, sens in decisions],
        },
    )
