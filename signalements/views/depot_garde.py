"""Storing what a page of a draft holds: everything that can be, whatever is refused (DEM-20, UX-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.forms.accord import AccordForm, champ_du_manque
from signalements.forms.etapes import EtapeForm
from signalements.models import Demande
from signalements.selectors import texte_de_consentement
from signalements.services.brouillons import enregistrer_saisie
from signalements.services.consentements import recueillir_consentement
from signalements.services.refus import Difference, SaisiePerimee, SaisieRefusee

ETAPE: Final = "etape"
CONSENTEMENT: Final = "consentement"


@dataclass(frozen=True, slots=True)
class Refus:
    """One answer that could not be stored.

    Attributes:
        code: of the service's refusal.
        champ: field of the page.
        message: what to do.
    """

    code: str
    champ: str
    message: str


@dataclass(frozen=True, slots=True)
class Garde:
    """What became of a page: the draft as it is stored now, and what could not be."""

    demande: Demande
    refus: tuple[Refus, ...] = ()


def garder(acteur: Acteur, demande: Demande, form: EtapeForm, version: int, etape: str = "") -> Garde:
    """Store the answers of a page as they were typed, all but those that must not be.

    Args:
        acteur: the author.
        demande: the draft.
        form: the page, right or wrong.
        version: the version the page was opened with.
        etape: where to come back to; unchanged when empty.

    Raises:
        SaisiePerimee: the draft changed since, and its answers differ.
        RegleMetierRefusee: ``deja_transmise``.
    """
    if isinstance(form, AccordForm):
        _refuser_un_accord_perime(demande, form, version)
    try:
        gardee = _enregistrer(acteur, demande, form.saisie() | _position(etape), version)
    except SaisieRefusee as refuse:
        refus = tuple(Refus(refuse.code, champ, refuse.message) for champ in refuse.champs)
        # The person stays on this page: it is the one to come back to.
        ici = _position(str(demande.saisie.get(ETAPE) or "")) if etape else {}
        return Garde(_enregistrer(acteur, demande, ici, refuse.version), refus)
    return _recueillir(acteur, gardee, form) if isinstance(form, AccordForm) else Garde(gardee)


def _position(etape: str) -> dict[str, object]:
    return {ETAPE: etape} if etape else {}


def _enregistrer(acteur: Acteur, demande: Demande, saisie: Mapping[str, object], version: int) -> Demande:
    try:
        return enregistrer_saisie(acteur=acteur, demande_id=demande.pk, saisie=saisie, version=version)
    except SaisiePerimee as refus:
        # An autosave may have overtaken the button: where to come back to is no disagreement.
        if any(difference.champ != ETAPE for difference in refus.differences):
            raise
        return enregistrer_saisie(acteur=acteur, demande_id=demande.pk, saisie=saisie, version=refus.version)


def _recueillir(acteur: Acteur, demande: Demande, form: AccordForm) -> Garde:
    """Record the agreement once it can be: a way and a day; the same one is not recorded twice."""
    brut, jour = form.consentement(), form.jour_de_l_accord()
    if not brut["mode"] or jour is None or _deja_recueilli(demande, brut):
        return Garde(demande)
    try:
        recueillie = recueillir_consentement(
            acteur=acteur,
            demande_id=demande.pk,
            mode=brut["mode"],
            recueilli_le=jour,
            version=demande.version,
            reference_jugement=brut["reference_jugement"],
        )
    except RegleMetierRefusee as refus:
        return Garde(demande, (Refus(refus.code, champ_du_manque(refus.code), refus.message),))
    return Garde(recueillie)


def _deja_recueilli(demande: Demande, brut: Mapping[str, str]) -> bool:
    tenu = demande.saisie.get(CONSENTEMENT)
    if not isinstance(tenu, dict) or tenu.get("empreinte") != _empreinte(demande):
        return False
    return all(tenu.get(cle, "") == valeur.strip() for cle, valeur in brut.items())


def _empreinte(demande: Demande) -> str:
    return texte_de_consentement(nature=demande.nature).empreinte


def _refuser_un_accord_perime(demande: Demande, form: AccordForm, version: int) -> None:
    """Refuse a page whose agreement is older than the one the draft holds (UX-05)."""
    tenu = demande.saisie.get(CONSENTEMENT)
    if version == demande.version or not isinstance(tenu, dict):
        return
    differences = tuple(
        Difference(champ, valeur, tenu.get(champ, ""))
        for champ, valeur in form.consentement().items()
        if tenu.get(champ, "") != valeur.strip()
    )
    if differences:
        raise SaisiePerimee(differences, demande.version)
