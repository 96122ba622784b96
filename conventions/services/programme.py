"""The common work programme: objectives of a year, followed until they are reached (CONV-09)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from conventions.models import Convention, ObjectifDeTravail
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.comites import MOIS_PAR_AN, empreinte
from conventions.selectors import jour_de_la_convention
from conventions.services.ecriture import journaliser
from conventions.services.pilotage import (
    bornes,
    exiger_version,
    ouvrir_a_l_animation,
)
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee

ANNEES_D_AVANCE: Final = 2


@dataclass(frozen=True, slots=True)
class ContenuObjectif:
    """What one line of the programme says.

    Attributes:
        objectif: what is aimed at.
        resultat_attendu: the result expected.
        indicateur: how it is measured.
        echeance: until when.
        livrable: what is handed over.
        avancement: where one stands.
        atteint_le: the day it was reached, if it was.
    """

    objectif: str
    resultat_attendu: str
    indicateur: str = ""
    echeance: date | None = None
    livrable: str = ""
    avancement: str = ""
    atteint_le: date | None = None

    def textes(self) -> list[str]:
        """Return the free texts."""
        return [self.objectif, self.resultat_attendu, self.indicateur, self.livrable, self.avancement]


def contenu_de(objectif: ObjectifDeTravail) -> ContenuObjectif:
    """Return what a stored line says."""
    return ContenuObjectif(
        objectif=objectif.objectif,
        resultat_attendu=objectif.resultat_attendu,
        indicateur=objectif.indicateur,
        echeance=objectif.echeance,
        livrable=objectif.livrable,
        avancement=objectif.avancement,
        atteint_le=objectif.atteint_le,
    )


def version_de(objectif: ObjectifDeTravail) -> str:
    """Return the mark of a stored line."""
    return empreinte(*asdict(contenu_de(objectif)).values())


def annees_possibles(convention: Convention, jour: date) -> range:
    """Return the years a programme may be written for: from the first one in force to two years ahead."""
    debut, _ = bornes(convention)
    return range((debut or jour).year, jour.year + ANNEES_D_AVANCE + 1)


def ajouter_objectif(
    *,
    acteur: Acteur,
    convention: Convention,
    annee: int,
    contenu: ContenuObjectif,
    maintenant: datetime | None = None,
) -> ObjectifDeTravail:
    """Add a line to the programme of a year.

    Args:
        acteur: whoever steers the convention.
        convention: the convention.
        annee: civil year, one of ``annees_possibles``.
        contenu: what the line says.
        maintenant: the moment of writing (aware).

    Raises:
        RegleMetierRefusee: not signed, another year, an objective that is there already, reached in the future,
            or a text that looks like a NIR.

    Exigence: CONV-09 (S0 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = ouvrir_a_l_animation(acteur, convention)
        jour = jour_de_la_convention(verrouillee, instant)
        _verifier_annee(verrouillee, annee, jour)
        _verifier(contenu, jour)
        if verrouillee.programme.filter(annee=annee, objectif__iexact=contenu.objectif).exists():
            raise RegleMetierRefusee("objectif_deja_la", f"Cet objectif figure déjà au programme de {annee}.")
        objectif = ObjectifDeTravail.objects.create(convention=verrouillee, annee=annee, **asdict(contenu))
        journaliser(acteur, "conventions.ajouter_objectif", verrouillee, objectif=objectif.pk)
    return objectif


def modifier_objectif(
    *,
    acteur: Acteur,
    objectif: ObjectifDeTravail,
    contenu: ContenuObjectif,
    version: str,
    maintenant: datetime | None = None,
) -> None:
    """Change a line: its words, where one stands, whether it was reached.

    Args:
        acteur: whoever steers the convention.
        objectif: the line.
        contenu: what it says from now on.
        version: what ``version_de`` gave when the form was shown.
        maintenant: the moment of writing (aware).

    Raises:
        RegleMetierRefusee: changed by somebody else meanwhile, or as ``ajouter_objectif``.

    Exigence: CONV-09 (S0 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = ouvrir_a_l_animation(acteur, objectif.convention)
        ligne = ObjectifDeTravail.objects.select_for_update(of=("self",)).get(pk=objectif.pk)
        exiger_version(version, version_de(ligne))
        _verifier(contenu, jour_de_la_convention(convention, instant))
        _ecrire(acteur, convention, ligne, contenu)


def marquer_atteint(
    *, acteur: Acteur, objectif: ObjectifDeTravail, maintenant: datetime | None = None
) -> None:
    """Mark a line as reached today; once it is, its date stays.

    Exigence: CONV-09 (S0 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = ouvrir_a_l_animation(acteur, objectif.convention)
        ligne = ObjectifDeTravail.objects.select_for_update(of=("self",)).get(pk=objectif.pk)
        if ligne.atteint_le is None:
            ligne.atteint_le = jour_de_la_convention(convention, instant)
            _ecrire(acteur, convention, ligne, contenu_de(ligne))


def reconduire(
    *, acteur: Acteur, convention: Convention, annee: int, maintenant: datetime | None = None
) -> int:
    """Carry the objectives of a year that were not reached into the next one; run again, it adds nothing.

    What is due is put off by a year; a line whose objective the next year already holds is left alone.

    Args:
        acteur: whoever steers the convention.
        convention: the convention.
        annee: the year they come from.
        maintenant: the moment (aware).

    Returns:
        How many lines were added.

    Raises:
        RegleMetierRefusee: not signed, or the next year is too far ahead.

    Exigence: CONV-09 (S0 4)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        verrouillee = ouvrir_a_l_animation(acteur, convention)
        _verifier_annee(verrouillee, annee + 1, jour_de_la_convention(verrouillee, instant))
        deja = {
            texte.casefold()
            for texte in verrouillee.programme.filter(annee=annee + 1).values_list("objectif", flat=True)
        }
        restants = verrouillee.programme.filter(annee=annee, atteint_le__isnull=True).order_by("pk")
        neufs = [_reporte(ligne, annee + 1) for ligne in restants if ligne.objectif.casefold() not in deja]
        ObjectifDeTravail.objects.bulk_create(neufs)
        if neufs:
            journaliser(
                acteur, "conventions.reconduire_objectifs", verrouillee, annee=annee + 1, nombre=len(neufs)
            )
    return len(neufs)


def _reporte(ligne: ObjectifDeTravail, annee: int) -> ObjectifDeTravail:
    """Return the same line a year later, not saved."""
    champs = asdict(contenu_de(ligne))
    champs["echeance"] = ajouter_mois(ligne.echeance, MOIS_PAR_AN) if ligne.echeance else None
    return ObjectifDeTravail(convention_id=ligne.convention_id, annee=annee, **champs)


def _ecrire(
    acteur: Acteur, convention: Convention, ligne: ObjectifDeTravail, contenu: ContenuObjectif
) -> None:
    champs = asdict(contenu)
    for nom, valeur in champs.items():
        setattr(ligne, nom, valeur)
    ligne.save(update_fields=list(champs))
    journaliser(acteur, "conventions.modifier_objectif", convention, objectif=ligne.pk)


def _verifier(contenu: ContenuObjectif, jour: date) -> None:
    refuser_un_nir(*contenu.textes())
    if contenu.atteint_le is not None and contenu.atteint_le > jour:
        raise RegleMetierRefusee("atteint_futur", "Un objectif ne peut pas être atteint à une date à venir.")


def _verifier_annee(convention: Convention, annee: int, jour: date) -> None:
    annees = annees_possibles(convention, jour)
    if annee not in annees:
        raise RegleMetierRefusee(
            "annee_impossible", f"Le programme se tient de {annees.start} à {annees.stop - 1}."
        )
