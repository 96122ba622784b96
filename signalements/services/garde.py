"""The guard that every free text goes through before it is stored (DEM-02, DEM-03, NOV-05)."""

from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.services import consigner
from signalements.models import Demande, Orientation
from signalements.rules.sante import mots_de_sante
from signalements.rules.textes import ARTICLE_NIR, MESSAGE_NIR, contient_nir

ARTICLE_SANTE: Final = "Convention d’utilisation, article 5"
_MOTS_CITES: Final = 5


def texte_admis(texte: str, *, confirme: bool, longueur: int, vide_permis: bool = False) -> str:
    """Return a text that may be stored, or refuse it; what was typed stays on the screen.

    Call it in the service that stores the text, inside its transaction, then ``consigner_confirmation``.

    Args:
        texte: what a person typed.
        confirme: the author ticked that the words found are not about the person's health, or are needed.
        longueur: characters allowed.
        vide_permis: an empty text is an answer.

    Raises:
        RegleMetierRefusee: ``message_vide``, ``message_trop_long``, ``nir`` (never confirmed, never repeated),
            ``sante_a_confirmer`` (names the words found).

    Exigence: DEM-02, DEM-03, NOV-05 (S1u 5)
    """
    propre = texte.replace("\x00", "").replace("\r\n", "\n").strip()
    if not propre and not vide_permis:
        raise RegleMetierRefusee("message_vide", "Écrivez votre texte avant de l’envoyer.")
    if len(propre) > longueur:
        raise RegleMetierRefusee(
            "message_trop_long",
            f"Ce texte dépasse {_nombre(longueur)} caractères : raccourcissez-le.",
        )
    if contient_nir(propre):
        raise RegleMetierRefusee("nir", MESSAGE_NIR, ARTICLE_NIR)
    mots = mots_cites(propre)
    if mots and not confirme:
        raise RegleMetierRefusee("sante_a_confirmer", _avertissement(mots), ARTICLE_SANTE)
    return propre


def mots_cites(texte: str) -> tuple[str, ...]:
    """Return the words of a text that look like health data, each once, in order, a few at most (DEM-03)."""
    uniques = dict.fromkeys(" ".join(mot.split()).lower() for _, _, mot in mots_de_sante(texte))
    return tuple(uniques)[:_MOTS_CITES]


def consigner_confirmation(*, acteur: Acteur, demande: Demande | Orientation, texte: str) -> None:
    """Write in the journal that the author confirmed a text with words on health; no word of it (RGPD-05).

    Does nothing for a text without such a word.

    Args:
        acteur: the author.
        demande: what the text is on; an orientation bears no reference.
        texte: as ``texte_admis`` returned it.
    """
    if mots_de_sante(texte):
        consigner(
            acteur=acteur,
            action="signalements.confirmer_texte",
            objet=demande,
            details={"reference": (demande.reference or "") if isinstance(demande, Demande) else ""},
        )


def _avertissement(mots: tuple[str, ...]) -> str:
    cites = ", ".join(f"« {mot} »" for mot in mots)
    debut = "Ce mot fait penser" if len(mots) == 1 else "Ces mots font penser"
    return (
        f"{debut} à la santé de la personne : {cites}. Écrivez-le autrement, sans parler de santé ; "
        "ou relisez, cochez la confirmation et renvoyez."
    )


def _nombre(longueur: int) -> str:
    return f"{longueur:,}".replace(",", " ")
