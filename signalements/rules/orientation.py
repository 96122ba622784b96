"""A person entrusted by a caisse to a partenaire: four facts, nothing else (DEM-18)."""

from dataclasses import dataclass
from typing import Final

from conventions.enums import TypePartenaire
from signalements.enums import EtatOrientation
from signalements.rules.mas import Manque, normaliser_telephone
from signalements.rules.textes import MESSAGE_NIR, contient_nir

ARTICLE_ORIENTATION: Final = "Convention CPAM–CPTS, annexe 5, § 3"
LONGUEUR: Final = 80
# The Caf is proposed for what it pays itself (RSA) or sends on (C2S).
_VERS_UNE_CAF: Final = frozenset({"c2s_sans", "c2s_avec"})
_REPONSES: Final = frozenset({EtatOrientation.ACCEPTEE.value, EtatOrientation.DECLINEE.value})


@dataclass(frozen=True, slots=True)
class Confiee:
    """The person, as typed by the agent: name, first name, phone, speciality sought."""

    nom: str
    prenom: str
    telephone: str
    specialite: str = ""


def verifier_orientation(confiee: Confiee) -> list[Manque]:
    """List what must be typed or mended before a person is entrusted to a partenaire.

    Args:
        confiee: each text stripped.

    Exigence: DEM-18, DEM-02 (S4 a5 § 3)
    """
    manques = []
    for champ, message in (
        ("nom", "Écrivez le nom de la personne."),
        ("prenom", "Écrivez son prénom."),
    ):
        if not getattr(confiee, champ):
            manques.append(Manque(champ, message))
    if normaliser_telephone(confiee.telephone) is None:
        manques.append(
            Manque("telephone", "Écrivez un numéro où joindre la personne, avec ses dix chiffres.")
        )
    for champ in ("nom", "prenom", "telephone", "specialite"):
        texte = getattr(confiee, champ)
        if contient_nir(texte):
            manques.append(Manque(champ, MESSAGE_NIR))
        elif len(texte) > LONGUEUR:
            manques.append(Manque(champ, "Ce texte dépasse 80 caractères : abrégez-le."))
    return manques


def type_propose(motif: str) -> str:
    """Return the kind of partenaire proposed first: a CPTS, or the Caf where the rights are those it handles.

    Args:
        motif: code of the motif of the demande it comes from; empty without one.

    Exigence: DEM-18 (S4 a5 § 3, S0 8)
    """
    return TypePartenaire.CAF.value if motif in _VERS_UNE_CAF else TypePartenaire.CPTS.value


def refus_de_changer(etat: str, vers: str) -> str:
    """Return why an orientation cannot be answered or withdrawn now, in a sentence; empty when it can.

    Args:
        etat: ``EtatOrientation`` now.
        vers: the one wanted.

    Exigence: DEM-18
    """
    if etat in {vers, EtatOrientation.EN_ATTENTE.value}:
        return ""
    if etat == EtatOrientation.RETIREE:
        return "La caisse a retiré cette orientation : il n’y a plus rien à répondre."
    if vers in _REPONSES:
        return "Votre structure a déjà répondu à cette orientation."
    return "Le partenaire a déjà répondu : cette orientation ne se retire plus."
