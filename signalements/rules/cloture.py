"""How an accompagnement ends: coded actions, independent axes, and their coherence."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from signalements.enums import ActionMas, IssueSansSoins
from signalements.rules.mas import Manque, soins_concernes

ARTICLE_CLOTURE: Final = "Convention CPAM–CPTS, annexe 3 ; convention cadre, annexe 2"
_AXES: Final = {
    "aide_droits": "Dites si la personne a été aidée pour ses droits.",
    "aide_financiere": "Dites si la personne a reçu une aide financière.",
    "orientation_parcours": "Dites si la personne a été orientée dans le parcours de soins.",
}


@dataclass(frozen=True, slots=True)
class Cloture:
    """What the agent answers when closing.

    Attributes:
        actions: ``ActionMas`` codes.
        soins_realises: yes or no when care is concerned; ``None`` otherwise.
        aide_droits: yes or no.
        aide_financiere: yes or no.
        orientation_parcours: yes or no.
        issue_sans_soins: ``IssueSansSoins`` code when it ends without care, else empty.
    """

    actions: tuple[str, ...]
    soins_realises: bool | None
    aide_droits: bool | None
    aide_financiere: bool | None
    orientation_parcours: bool | None
    issue_sans_soins: str = ""

    @property
    def rien_abouti(self) -> bool:
        """Tell whether every axis was answered, and none by yes."""
        autres = (self.aide_droits, self.aide_financiere, self.orientation_parcours)
        return not self.soins_realises and all(axe is False for axe in autres)


def verifier_cloture(cloture: Cloture, cadres: Collection[str]) -> list[Manque]:
    """List what must be answered or mended before closing.

    The axes are independent: an accompagnement without care may still have opened rights. Care and a reason
    for its absence exclude each other; an ending where nothing came out says why.

    Args:
        cloture: what the agent answered.
        cadres: ``Cadre`` codes of the signalement.

    Exigence: DEM-17 (S4 a3, S3 a2)
    """
    manques = [Manque(axe, message) for axe, message in _AXES.items() if getattr(cloture, axe) is None]
    if not set(cloture.actions) <= set(ActionMas.values):
        manques.insert(0, Manque("actions", "Choisissez les actions dans la liste."))
    if cloture.issue_sans_soins and cloture.issue_sans_soins not in IssueSansSoins.values:
        manques.append(Manque("issue_sans_soins", "Choisissez la raison dans la liste."))
    return manques + _coherence(cloture, concernes=soins_concernes(cadres))


def _coherence(cloture: Cloture, *, concernes: bool) -> list[Manque]:
    """Compare the axis of care, its frame and the reason given."""
    soins, issue = cloture.soins_realises, cloture.issue_sans_soins
    if concernes and soins is None:
        return [Manque("soins_realises", "Dites si les soins ont été réalisés.")]
    if not concernes and soins is not None:
        return [
            Manque(
                "soins_realises", "Ce signalement ne porte pas sur des soins : laissez cette réponse vide."
            )
        ]
    if soins and issue:
        return [
            Manque("issue_sans_soins", "Les soins ont été réalisés : retirez la raison d’une fin sans soins.")
        ]
    if not issue and (soins is False or cloture.rien_abouti):
        return [Manque("issue_sans_soins", "Dites pourquoi l’accompagnement se termine ainsi.")]
    return []
