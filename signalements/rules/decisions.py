"""How a demande ends, kind by kind, and what its partner is told on the way (DEM-10, DEM-22, DEM-26)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from conventions.enums import Service
from signalements.enums import Droit, RaisonIrrecevable, RaisonUrgence, Sens
from signalements.rules.delais import Regle
from signalements.rules.mas import Manque

ARTICLE_DECISION: Final = "Convention CPAM–CPTS, annexe 2, § 4.2"
ARTICLE_RECEVABILITE: Final = "Convention CPAM–CPTS, annexe 2, § 3"
ARTICLE_URGENCE: Final = "Convention CPAM–CPTS, annexe 2, § 4.1"
# What the agent answers about a document when it ends without the portal.
NON_REMIS: Final = "non_remis"

_URGENTE: Final = frozenset({RaisonUrgence.SOIN_PROCHE.value, RaisonUrgence.RUPTURE.value})
_QUE_FAIRE: Final[dict[str, str]] = {
    RaisonIrrecevable.AUTRE_NATURE: (
        "Annulez cette demande et faites-en une nouvelle, sous le service qui correspond à la situation."
    ),
    RaisonIrrecevable.AUTRE_MOTIF: (
        "Renvoyez la demande en disant quel motif correspond à la situation : la caisse peut le changer."
    ),
    RaisonIrrecevable.AUTRE_REGIME: (
        "Orientez la personne vers son propre régime, puis annulez cette demande. Corrigez-la si la personne "
        "relève bien du régime général."
    ),
    RaisonIrrecevable.AUTRE_CAISSE: (
        "Annulez cette demande et adressez-la à la caisse de la personne, ou écrivez ici pourquoi c’est celle-ci."
    ),
    RaisonIrrecevable.DEJA_TRAITEE: (
        "Suivez la première demande, et annulez celle-ci si elle n’ajoute rien."
    ),
    RaisonIrrecevable.IDENTITE: (
        "Vérifiez avec la personne son nom, son prénom et sa date de naissance, corrigez-les s’il le faut, puis "
        "renvoyez la demande. S’ils sont justes, joignez une pièce d’identité."
    ),
}


@dataclass(frozen=True, slots=True)
class Fin:
    """What the agent answers when a demande ends, and what was done before.

    Attributes:
        nature: ``conventions.enums.Service``.
        droit: the right of its motif (``Droit`` code), or empty.
        decisions: pairs (``Droit``, ``Sens``), in the order of the screen.
        reponse: the text for the partner, stripped.
        remise: ``Remise`` code, ``NON_REMIS``, or empty (document only).
        deja_repondu: an agent already wrote to the partner.
        livree: the document was already delivered through the portal.
        rendez_vous: ``EtatRendezVous`` codes of its meetings, in any order.
    """

    nature: str
    droit: str = ""
    decisions: tuple[tuple[str, str], ...] = ()
    reponse: str = ""
    remise: str = ""
    deja_repondu: bool = False
    livree: bool = False
    rendez_vous: tuple[str, ...] = ()


def verifier_fin(fin: Fin) -> list[Manque]:
    """List what must be answered or mended before a demande ends.

    An étude codes a decision on each right, that of its motif first; a contact is answered by a text; a
    document says how it reached the person, or why not; a rendez-vous says what became of the meeting.

    Args:
        fin: what the agent answered.

    Exigence: DEM-10, DEM-12, DEM-13 (S4 a2 § 4.2, S1u 1.2)
    """
    manques = verifier_decisions(fin.decisions)
    if manques:
        return manques
    if fin.nature == Service.ETUDE:
        return _fin_d_etude(fin)
    if fin.nature == Service.CONTACT and not (fin.reponse or fin.deja_repondu):
        return [Manque("reponse", "Écrivez la réponse à la question du partenaire.")]
    if fin.nature == Service.DOCUMENT:
        return _fin_de_document(fin)
    if fin.nature == Service.RENDEZ_VOUS:
        return _fin_de_rendez_vous(fin)
    return []


def verifier_decisions(decisions: Iterable[tuple[str, str]]) -> list[Manque]:
    """List what is wrong in coded decisions: unknown codes, a right decided twice.

    Args:
        decisions: pairs (``Droit``, ``Sens``).

    Exigence: DEM-10
    """
    paires = list(decisions)
    droits = [droit for droit, _ in paires]
    if not set(droits) <= set(Droit.values) or not {sens for _, sens in paires} <= set(Sens.values):
        return [Manque("decisions", "Choisissez chaque décision dans la liste.")]
    if len(set(droits)) != len(droits):
        return [Manque("decisions", "Un même droit n’a qu’une décision : retirez l’autre.")]
    return []


def _fin_d_etude(fin: Fin) -> list[Manque]:
    if fin.droit and fin.droit not in {droit for droit, _ in fin.decisions}:
        return [Manque("decisions", f"Dites ce qui a été décidé : « {Droit(fin.droit).label} ».")]
    if not fin.decisions:
        return [Manque("decisions", "Codez au moins une décision.")]
    return []


def _fin_de_document(fin: Fin) -> list[Manque]:
    if fin.livree:
        return []
    if fin.remise not in {"adresse", NON_REMIS}:
        return [Manque("remise", "Dites comment le document a été remis, ou qu’il ne l’est pas.")]
    if fin.remise == NON_REMIS and not (fin.reponse or fin.deja_repondu):
        return [Manque("reponse", "Expliquez au partenaire pourquoi le document n’est pas remis.")]
    return []


def _fin_de_rendez_vous(fin: Fin) -> list[Manque]:
    if {"propose", "confirme"} & set(fin.rendez_vous):
        return [
            Manque(
                "reponse",
                "Un rendez-vous est encore prévu : dites d’abord comment il s’est passé, ou annulez-le.",
            )
        ]
    if {"tenu", "absent"} & set(fin.rendez_vous) or fin.reponse or fin.deja_repondu:
        return []
    return [Manque("reponse", "Aucun rendez-vous n’a eu lieu : expliquez au partenaire pourquoi.")]


def suite_a_dire(*, accord_suivi: bool, sans_personne: bool) -> bool:
    """Tell whether the partner may be told how a demande goes and ends; that it is over, always.

    Args:
        accord_suivi: the person agreed, at creation.
        sans_personne: the motif concerns nobody in particular.

    Exigence: DEM-23 (S1m 4, 6, S4 a5 § 5)
    """
    return accord_suivi or sans_personne


def que_faire(raison: str) -> str:
    """Return what the partner does about an irrecevability, in a sentence; empty for an unknown reason.

    Args:
        raison: ``RaisonIrrecevable``.

    Exigence: DEM-10, DEM-22 (S4 a2 § 3)
    """
    return _QUE_FAIRE.get(raison, "")


def regle_apres(raison: str) -> Regle | None:
    """Return the clock that a reason asks for: urgent or not; ``None`` for an unknown reason.

    Args:
        raison: ``RaisonUrgence``.

    Exigence: DEM-08, DEM-26 (S4 a2 § 4.1)
    """
    if raison not in RaisonUrgence.values:
        return None
    return Regle.URGENT_14J if raison in _URGENTE else Regle.DOSSIER_30J
