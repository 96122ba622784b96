"""The form of the Mission accompagnement santé: what is asked, when, and what is missing."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from conventions.departements import DEPARTEMENTS
from conventions.enums import Service
from espace_partenaires.comptes.enums import Civilite
from signalements.enums import ActionEngagee, Anciennete, Cadre, Cause, SoinNonRealise
from signalements.rules.codes import code_connu, codes_connus

ARTICLE_FORMULAIRE: Final = "Convention CPAM–CPTS, annexes 3 et 4"
ARTICLE_RENONCEMENT: Final = "Convention CPAM–CPTS, annexe 5, § 3"
MESSAGE_RENONCEMENT: Final = (
    "Un renoncement aux soins se signale par « Signaler une situation de difficultés d’accès aux droits et aux "
    "soins d’un assuré », et par ce service seulement."
)
# The two frames that open the questions on care.
CADRES_DE_SOINS: Final = frozenset({Cadre.SOINS.value, Cadre.SOINS_HANDICAP.value})
_AGE_MAXIMAL: Final = 130
_NATIONAL: Final = re.compile(r"0[1-9]\d{8}")
_INTERNATIONAL: Final = re.compile(r"\+[1-9]\d{8,14}")
_PONCTUATION: Final = re.compile(r"[\s.\-‐‑–/()]")


@dataclass(frozen=True, slots=True)
class Manque:
    """What must be added or mended before sending.

    Attributes:
        champ: key of the field.
        message: what to do, in a sentence.
    """

    champ: str
    message: str


@dataclass(frozen=True, slots=True)
class SaisieMas:
    """The form, typed. Codes that the lists do not know are dropped; care is dropped when no frame asks it.

    Attributes:
        civilite: ``Civilite`` code, or empty. The other texts are empty when missing too.
        departement: code of the official list, or empty.
        telephone: the person's or a relative's, as typed.
        anciennete: ``Anciennete`` code, or empty.
        regime_general: the author declares that the person belongs to the régime général.
        information_certifiee: the author certifies that the person was informed.
        accord_suivi: the person agrees that the partner is told of the progress.
    """

    civilite: str = ""
    nom: str = ""
    prenom: str = ""
    date_naissance: date | None = None
    departement: str = ""
    telephone: str = ""
    telephone_de_proche: bool = False
    courriel: str = ""
    date_saisine: date | None = None
    cadres: tuple[str, ...] = ()
    actions_engagees: tuple[str, ...] = ()
    soins: tuple[str, ...] = ()
    anciennete: str = ""
    causes: tuple[str, ...] = ()
    regime_general: bool = False
    information_certifiee: bool = False
    accord_suivi: bool = False

    @classmethod
    def lire(cls, saisie: Mapping[str, object]) -> Self:
        """Read what a draft keeps, raw: unknown keys, codes and unreadable dates count as not given.

        Args:
            saisie: values by key of the form; dates in ISO form.

        Exigence: DEM-05 (S4 annexe 4)
        """
        cadres = codes_connus(saisie.get("cadres"), Cadre)
        avec_soins = soins_concernes(cadres)
        return cls(
            civilite=code_connu(saisie.get("civilite"), Civilite),
            nom=_texte(saisie.get("nom")),
            prenom=_texte(saisie.get("prenom")),
            date_naissance=_date(saisie.get("date_naissance")),
            departement=_departement(saisie.get("departement")),
            telephone=_texte(saisie.get("telephone")),
            telephone_de_proche=saisie.get("telephone_de_proche") is True,
            courriel=_texte(saisie.get("courriel")),
            date_saisine=_date(saisie.get("date_saisine")),
            cadres=cadres,
            actions_engagees=codes_connus(saisie.get("actions_engagees"), ActionEngagee),
            soins=codes_connus(saisie.get("soins"), SoinNonRealise) if avec_soins else (),
            anciennete=code_connu(saisie.get("anciennete"), Anciennete) if avec_soins else "",
            causes=codes_connus(saisie.get("causes"), Cause) if avec_soins else (),
            regime_general=saisie.get("regime_general") is True,
            information_certifiee=saisie.get("information_certifiee") is True,
            accord_suivi=saisie.get("accord_suivi") is True,
        )


def soins_concernes(cadres: Collection[str]) -> bool:
    """Tell whether the questions on care are asked: only for the two frames of renoncement.

    Args:
        cadres: ``Cadre`` codes.

    Exigence: DEM-05 (S4 annexe 4)
    """
    return not CADRES_DE_SOINS.isdisjoint(cadres)


def champs_manquants(saisie: SaisieMas | Mapping[str, object], aujourdhui: date) -> list[Manque]:
    """List what stops a signalement from being sent, in the order of the form; consent is judged apart.

    Compulsory: a frame, who the person is, a phone, the declarations. The questions on care speed the
    support up and stay optional, as on the paper form.

    Args:
        saisie: the form, typed or raw.
        aujourdhui: the day, in the caisse's time zone.

    Exigence: DEM-01, DEM-02, DEM-05, DEM-23 (S1u 5, S4 a3, a4)
    """
    lue = saisie if isinstance(saisie, SaisieMas) else SaisieMas.lire(saisie)
    regles = (
        (not lue.cadres, "cadres", "Indiquez au moins une difficulté."),
        (not lue.civilite, "civilite", "Choisissez la civilité de la personne."),
        (not lue.nom, "nom", "Écrivez le nom de la personne."),
        (not lue.prenom, "prenom", "Écrivez le prénom de la personne."),
        (
            not naissance_plausible(lue.date_naissance, aujourdhui),
            "date_naissance",
            _naissance_a_mender(lue.date_naissance, aujourdhui),
        ),
        (not lue.departement, "departement", "Choisissez le département où la personne réside."),
        (
            normaliser_telephone(lue.telephone) is None,
            "telephone",
            "Écrivez un numéro de téléphone, de la personne ou d’un proche : la caisse appellera ce numéro.",
        ),
        (
            lue.date_saisine is not None and lue.date_saisine > aujourdhui,
            "date_saisine",
            "La date de la saisine ne peut pas être dans le futur.",
        ),
        (
            not lue.regime_general,
            "regime_general",
            "Déclarez que la personne relève du régime général de la Sécurité sociale.",
        ),
        (
            not lue.information_certifiee,
            "information_certifiee",
            "Certifiez que la personne a été informée de ce qui est transmis, et à qui.",
        ),
    )
    return [Manque(champ, message) for manque, champ, message in regles if manque]


def conseils(saisie: SaisieMas | Mapping[str, object]) -> list[Manque]:
    """List what is optional but speeds the support up, to suggest before sending.

    Args:
        saisie: the form, typed or raw.

    Exigence: DEM-05 (S4 annexe 4)
    """
    lue = saisie if isinstance(saisie, SaisieMas) else SaisieMas.lire(saisie)
    if not soins_concernes(lue.cadres):
        return []
    regles = (
        (not lue.soins, "soins", "Indiquer quels soins manquent aide la caisse à préparer son appel."),
        (not lue.anciennete, "anciennete", "Indiquer depuis quand aide la caisse à préparer son appel."),
        (not lue.causes, "causes", "Indiquer les causes aide la caisse à préparer son appel."),
    )
    return [Manque(champ, message) for manque, champ, message in regles if manque]


def refus_de_renoncement(nature: str, cadres: Collection[str]) -> str | None:
    """Return why a renoncement cannot go by this kind of demande, or ``None``.

    Args:
        nature: ``conventions.enums.Service``.
        cadres: ``Cadre`` codes that the demande bears.

    Exigence: DEM-24 (S4 a5 §3)
    """
    if nature != Service.SIGNALEMENT and soins_concernes(cadres):
        return MESSAGE_RENONCEMENT
    return None


def naissance_plausible(naissance: date | None, aujourdhui: date) -> bool:
    """Tell whether a date of birth can be that of a living person.

    Args:
        naissance: the date typed, or ``None``.
        aujourdhui: the day.

    Exigence: DEM-02 (S1u 5)
    """
    return (
        naissance is not None and naissance <= aujourdhui and aujourdhui.year - naissance.year <= _AGE_MAXIMAL
    )


def _naissance_a_mender(naissance: date | None, aujourdhui: date) -> str:
    if naissance is None:
        return "Écrivez la date de naissance de la personne\N{NO-BREAK SPACE}: jour, mois, année."
    if naissance > aujourdhui:
        return "Corrigez la date de naissance\N{NO-BREAK SPACE}: elle est dans le futur."
    return (
        "Corrigez la date de naissance\N{NO-BREAK SPACE}: "
        f"elle remonte à plus de {_AGE_MAXIMAL}\N{NO-BREAK SPACE}ans."
    )


def normaliser_telephone(telephone: str) -> str | None:
    """Return a phone number without its punctuation, or ``None`` when it is not one.

    Ten digits, or an international number; +33 becomes 0.

    Args:
        telephone: as typed.

    Exigence: DEM-05 (S4 a3)
    """
    nu = _PONCTUATION.sub("", telephone.replace("(0)", ""))
    if nu.startswith("00"):
        nu = f"+{nu[2:]}"
    if nu.startswith("+33"):
        nu = f"0{nu[3:].removeprefix('0')}"
    return nu if _NATIONAL.fullmatch(nu) or _INTERNATIONAL.fullmatch(nu) else None


def _texte(valeur: object) -> str:
    return " ".join(valeur.split()) if isinstance(valeur, str) else ""


def _departement(valeur: object) -> str:
    return valeur if isinstance(valeur, str) and valeur in DEPARTEMENTS else ""


def _date(valeur: object) -> date | None:
    if isinstance(valeur, date):
        return valeur
    try:
        return date.fromisoformat(valeur) if isinstance(valeur, str) else None
    except ValueError:
        return None
