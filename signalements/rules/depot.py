"""What a demande that is no signalement asks, and what stops it from being sent (DEM-01, DEM-07, DEM-13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from conventions.enums import Service
from signalements.enums import (
    BesoinAcces,
    DemiJournee,
    Fragilite,
    ModeRendezVous,
    RaisonDoublon,
    SituationRendezVous,
)
from signalements.rules import mas
from signalements.rules.codes import code_connu, codes_connus
from signalements.rules.mas import Manque

ARTICLE_DEPOT: Final = "Convention d’utilisation, article 1.2"
LONGUEUR_PRECISIONS: Final = 2000
_IDENTITE: Final = frozenset({"civilite", "nom", "prenom", "date_naissance", "departement"})
_DECLARATIONS: Final = frozenset({"regime_general", "information_certifiee"})
_TEXTE_ABSENT: Final[dict[str, str]] = {
    Service.CONTACT: "Écrivez votre question.",
    Service.DOCUMENT: "Précisez quel document est demandé.",
}


@dataclass(frozen=True, slots=True)
class MotifChoisi:
    """What a motif says of the form.

    Attributes:
        code: of the motif.
        sans_personne: it concerns nobody in particular.
        urgence_possible: the author may certify an emergency.
        livrable: a document that has a name of its own.
    """

    code: str
    sans_personne: bool = False
    urgence_possible: bool = False
    livrable: bool = False


@dataclass(frozen=True, slots=True)
class SaisieDemande:
    """The form, typed; codes that the lists do not know are dropped, and what the kind does not ask.

    Attributes:
        precisions: the one free text, guarded (DEM-03).
        urgence: the author certifies that a care situation would worsen without quick handling (DEM-08).
        fragilites: ``Fragilite`` codes (étude). The other lists are those of a rendez-vous.
        situation: ``SituationRendezVous`` code, or empty.
        raison_doublon: ``RaisonDoublon`` code, or empty.
    """

    precisions: str = ""
    urgence: bool = False
    fragilites: tuple[str, ...] = ()
    situation: str = ""
    modes: tuple[str, ...] = ()
    demi_journees: tuple[str, ...] = ()
    besoins: tuple[str, ...] = ()
    raison_doublon: str = ""

    @classmethod
    def lire(cls, nature: str, saisie: Mapping[str, object], motif: MotifChoisi | None) -> Self:
        """Read what a draft keeps, raw.

        Args:
            nature: ``conventions.enums.Service``.
            saisie: values by key of the form.
            motif: what was chosen; an emergency is read only where it may be one.

        Exigence: DEM-01, DEM-08, DEM-13, DEM-25 (S1u 1.2, S4 a2 §4.1, S1m 3)
        """
        etude, rendez_vous = nature == Service.ETUDE, nature == Service.RENDEZ_VOUS
        texte = saisie.get("precisions")
        return cls(
            precisions=texte.replace("\x00", "").strip() if isinstance(texte, str) else "",
            urgence=etude and motif is not None and motif.urgence_possible and saisie.get("urgence") is True,
            fragilites=codes_connus(saisie.get("fragilites"), Fragilite) if etude else (),
            situation=code_connu(saisie.get("situation"), SituationRendezVous) if rendez_vous else "",
            modes=codes_connus(saisie.get("modes"), ModeRendezVous) if rendez_vous else (),
            demi_journees=codes_connus(saisie.get("demi_journees"), DemiJournee) if rendez_vous else (),
            besoins=codes_connus(saisie.get("besoins"), BesoinAcces) if rendez_vous else (),
            raison_doublon=code_connu(saisie.get("raison_doublon"), RaisonDoublon),
        )


def manques_de(
    nature: str, saisie: Mapping[str, object], motif: MotifChoisi | None, aujourdhui: date
) -> list[Manque]:
    """List what stops a demande from being sent, in the order of its pages; consent is judged apart.

    Args:
        nature: ``conventions.enums.Service``; a signalement answers by its own rule.
        saisie: the form, raw.
        motif: what was chosen among what the caisse offers, or ``None``.
        aujourdhui: the day, in the caisse's time zone.

    Exigence: DEM-01, DEM-02, DEM-05, DEM-07, DEM-13, DEM-23 (S1u 1.2, 5)
    """
    if nature == Service.SIGNALEMENT:
        return mas.champs_manquants(saisie, aujourdhui)
    lue = SaisieDemande.lire(nature, saisie, motif)
    manques = [] if motif else [Manque("motif", "Choisissez le motif de la demande.")]
    avec_personne = motif is None or not motif.sans_personne
    communs = mas.champs_manquants(saisie, aujourdhui) if avec_personne else []
    manques += [manque for manque in communs if manque.champ in _IDENTITE]
    manques += _telephone(saisie) if avec_personne else []
    manques += _precisions(nature, lue.precisions, motif)
    manques += _rendez_vous(lue) if nature == Service.RENDEZ_VOUS else []
    return manques + [manque for manque in communs if manque.champ in _DECLARATIONS]


def _telephone(saisie: Mapping[str, object]) -> list[Manque]:
    tape = saisie.get("telephone")
    if isinstance(tape, str) and tape.strip() and mas.normaliser_telephone(tape) is None:
        return [Manque("telephone", "Corrigez le numéro de téléphone, ou laissez ce champ vide.")]
    return []


def texte_exige(nature: str, motif: MotifChoisi | None) -> bool:
    """Tell whether the text is compulsory: a question to ask, a document that has no name of its own.

    Args:
        nature: ``conventions.enums.Service``.
        motif: what was chosen.

    Exigence: DEM-01 (S1u 1.2)
    """
    if nature == Service.DOCUMENT:
        return motif is not None and not motif.livrable
    return nature == Service.CONTACT


def _precisions(nature: str, texte: str, motif: MotifChoisi | None) -> list[Manque]:
    if len(texte) > LONGUEUR_PRECISIONS:
        return [Manque("precisions", "Ce texte dépasse 2\N{NO-BREAK SPACE}000 caractères : abrégez-le.")]
    if not texte and texte_exige(nature, motif):
        return [Manque("precisions", _TEXTE_ABSENT[nature])]
    return []


def _rendez_vous(lue: SaisieDemande) -> list[Manque]:
    regles = (
        (not lue.situation, "situation", "Choisissez ce qui rend un rendez-vous nécessaire."),
        (not lue.modes, "modes", "Choisissez au moins une façon de se rencontrer."),
    )
    return [Manque(champ, message) for manque, champ, message in regles if manque]
