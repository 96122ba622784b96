"""Keeping what was typed, whatever its shape: the same way for a button and for the autosave."""

from typing import Final

from django.http import QueryDict

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from signalements.forms.accord import AccordForm
from signalements.forms.etapes import EtapeForm
from signalements.models import Demande
from signalements.selectors import texte_de_consentement
from signalements.services.brouillons import enregistrer_saisie
from signalements.services.consentements import recueillir_consentement
from signalements.services.refus import SaisiePerimee, SaisieRefusee
from signalements.services.saisie import CONSENTEMENT

CHOIX: Final = "garder_"
ENREGISTREE: Final = "enregistree"
DU_CONSENTEMENT: Final = ("mode", "recueilli_le", "reference_jugement")
_CHIFFRES: Final = 9


def version_lue(donnees: QueryDict) -> int:
    """Return the version of the draft that the page was opened with; what cannot be read is an old one."""
    texte = donnees.get("version", "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) <= _CHIFFRES else -1


def garder(
    acteur: Acteur, demande: Demande, form: EtapeForm, version: int, etape: str, *, en_passant: bool = False
) -> Demande:
    """Store what a page holds; what is refused is said in the form, beside its field.

    Args:
        acteur: the author.
        demande: the draft.
        form: the page, bound.
        version: the version it was opened with.
        etape: the page to come back to.
        en_passant: the author is still typing: what is not finished is no mistake.

    Returns:
        The draft as it is now.

    Raises:
        SaisiePerimee: the draft changed since; nothing is stored.
    """
    a_jour = version == demande.version
    saisie = form.saisie()
    if a_jour:
        saisie["etape"] = etape
    tenue = _garder_la_saisie(acteur, demande, form, saisie, version)
    if isinstance(form, AccordForm):
        # An old page that changes no box must not pass for a new one when it changes the agreement.
        suite = tenue.version if a_jour else version
        tenue = _garder_l_accord(acteur, tenue, form, suite, en_passant=en_passant)
    return tenue


def _garder_la_saisie(
    acteur: Acteur, demande: Demande, form: EtapeForm, saisie: dict[str, object], version: int
) -> Demande:
    try:
        return enregistrer_saisie(acteur=acteur, demande_id=demande.pk, saisie=saisie, version=version)
    except SaisieRefusee as refus:
        for champ in refus.champs:
            if refus.code == "nir" or champ not in form.errors:
                form.add_error(champ if champ in form.fields else None, refus.message)
    demande.refresh_from_db(fields=["saisie", "version", "modifiee_le"])
    return demande


def _garder_l_accord(
    acteur: Acteur, demande: Demande, form: AccordForm, version: int, *, en_passant: bool
) -> Demande:
    accord, jour = form.consentement(), form.jour_de_l_accord()
    if not accord["mode"] or jour is None or _deja_tenu(demande, accord):
        return demande
    try:
        return recueillir_consentement(
            acteur=acteur,
            demande_id=demande.pk,
            mode=accord["mode"],
            recueilli_le=jour,
            version=version,
            reference_jugement=accord["reference_jugement"],
        )
    except SaisiePerimee:
        raise
    except RegleMetierRefusee as refus:
        if not en_passant or refus.code == "nir":
            form.montrer_refus(refus.code, refus.message)
    return demande


def _deja_tenu(demande: Demande, accord: dict[str, str]) -> bool:
    """Tell whether the draft holds this agreement, to the text in force: it is not recorded twice."""
    tenu = demande.saisie.get(CONSENTEMENT)
    if not isinstance(tenu, dict) or tenu.get("empreinte") != texte_de_consentement().empreinte:
        return False
    return all(tenu.get(nom) == accord[nom].strip() for nom in DU_CONSENTEMENT)


def donnees_choisies(donnees: QueryDict, demande: Demande) -> QueryDict:
    """Return what was sent, the fields for which the author preferred the stored value replaced by it (UX-05)."""
    choisies = donnees.copy()
    for cle in donnees:
        if cle.startswith(CHOIX) and donnees[cle] == ENREGISTREE:
            champ = cle.removeprefix(CHOIX)
            _poser(choisies, champ, demande.saisie.get(champ))
    return choisies


def _poser(donnees: QueryDict, champ: str, valeur: object) -> None:
    if isinstance(valeur, dict):
        for nom in DU_CONSENTEMENT:
            donnees[nom] = str(valeur.get(nom, ""))
    elif isinstance(valeur, list):
        donnees.setlist(champ, [str(element) for element in valeur])
    elif valeur is False or valeur is None:
        donnees.pop(champ, None)
    else:
        donnees[champ] = "on" if valeur is True else str(valeur)
