"""What the review shows of a draft, part by part, and where each part is mended."""

from dataclasses import dataclass
from typing import Final

from django import forms

from conventions.departements import DEPARTEMENTS
from conventions.enums import Service
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.web.dates import date_longue, date_simple
from signalements.enums import ModeConsentement
from signalements.forms.etapes import EtapeForm
from signalements.forms.garde import CHAMP_RELU
from signalements.models import Demande
from signalements.rules.mas import SaisieMas
from signalements.rules.parcours import (
    ACCORD,
    CERTIFICATION,
    MOTIF,
    PERSONNE,
    PIECES,
    PRECISIONS,
    RELECTURE,
    SITUATION,
    SOINS,
)
from signalements.selectors import formulaire_joint
from signalements.selectors.pieces import dossier_de_pieces
from signalements.services.dossier import preuve_du_brouillon
from signalements.views.agent_dossier import telephone_lisible
from signalements.views.depot_etapes import adresse_etape, parcours
from signalements.views.depot_formulaires import formulaire_de
from signalements.views.partenaire_pieces import formulaire_du_brouillon

REVOIR: Final = "revoir"
_OUI_NON: Final = {True: "Oui", False: "Non"}
# Which page holds the answer that is missing; the person's page for what is not said here.
_PAGES: Final[dict[str, str]] = {
    "cadres": SITUATION,
    "actions_engagees": SITUATION,
    "soins": SOINS,
    "anciennete": SOINS,
    "causes": SOINS,
    "motif": MOTIF,
    "precisions": PRECISIONS,
    "urgence": PRECISIONS,
    "situation": PRECISIONS,
    "modes": PRECISIONS,
    "pieces": PIECES,
    "raison_doublon": PERSONNE,
}
# A sentence to certify is long; what it says is short.
_LIBELLES: Final = {"urgence": "Urgence certifiée"}
_DE_L_ACCORD: Final = frozenset({"regime_general", "information_certifiee", "accord_suivi"})
_TITRES: Final[dict[str, str]] = {
    SITUATION: "Pourquoi un accompagnement",
    SOINS: "Les soins",
    MOTIF: "Le motif",
    PRECISIONS: "Les précisions",
}


@dataclass(frozen=True, slots=True)
class Partie:
    """One part of what will be sent.

    Attributes:
        titre: of the part.
        adresse: of the page that mends it.
        reponses: (question, answer in words); an empty answer is shown as such.
    """

    titre: str
    adresse: str
    reponses: list[tuple[str, str]]


def ou_mender(demande: Demande, cle: str) -> str:
    """Return the page where something is mended, told to say at once what is missing."""
    etape = _PAGES.get(cle, PERSONNE)
    if cle in _DE_L_ACCORD or cle.startswith("consentement"):
        etape = ACCORD if ACCORD in parcours(demande) else CERTIFICATION
    return _adresse(demande, etape)


def parties_de(demande: Demande) -> list[Partie]:
    """Return what the caisse will see, in the order of the pages."""
    return [_partie(demande, etape) for etape in parcours(demande) if etape != RELECTURE]


def _adresse(demande: Demande, etape: str) -> str:
    return f"{adresse_etape(demande, etape)}?{REVOIR}=oui"


def _partie(demande: Demande, etape: str) -> Partie:
    adresse = _adresse(demande, etape)
    saisie = SaisieMas.lire(demande.saisie)
    if etape == PERSONNE:
        return Partie("La personne", adresse, _personne(saisie, demande))
    if etape == PIECES:
        return Partie("Les pièces", adresse, _pieces(demande))
    if etape == ACCORD:
        return Partie("Son accord", adresse, [*_consentement(demande), *_declarations(saisie)])
    if etape == CERTIFICATION:
        return Partie("Ce que vous certifiez", adresse, _declarations(saisie))
    return Partie(_TITRES[etape], adresse, _reponses(formulaire_de(etape, demande), demande))


def _personne(saisie: SaisieMas, demande: Demande) -> list[tuple[str, str]]:
    nom = " ".join(mot for mot in (saisie.prenom, saisie.nom) if mot)
    civilite = Civilite(saisie.civilite).label if saisie.civilite else ""
    proche = "Téléphone (d’un proche)" if saisie.telephone_de_proche else "Téléphone"
    departement = f"{DEPARTEMENTS[saisie.departement]} ({saisie.departement})" if saisie.departement else ""
    reponses = [
        ("Identité", f"{civilite} {nom}".strip()),
        ("Date de naissance", date_simple(saisie.date_naissance) if saisie.date_naissance else ""),
        ("Département de résidence", departement),
        (proche, telephone_lisible(saisie.telephone)),
    ]
    return [*reponses, ("Courriel", saisie.courriel)] if demande.nature == Service.SIGNALEMENT else reponses


def _pieces(demande: Demande) -> list[tuple[str, str]]:
    dossier = dossier_de_pieces(demande)
    jointes = [dossier.code_de(jointe) for jointe in dossier.comptees]
    return [(piece.libelle, _en_nombre(jointes.count(piece.code))) for piece in dossier.attendues]


def _en_nombre(fichiers: int) -> str:
    return "non jointe" if not fichiers else "jointe" if fichiers == 1 else f"jointe, {fichiers} fichiers"


def _reponses(form: EtapeForm, demande: Demande) -> list[tuple[str, str]]:
    return [
        (_LIBELLES.get(nom, str(champ.label)), _reponse(form, nom, demande.saisie.get(nom)))
        for nom, champ in form.fields.items()
        if nom != CHAMP_RELU
    ]


def _reponse(form: EtapeForm, nom: str, valeur: object) -> str:
    # A box that is not ticked is an answer.
    if isinstance(form.fields[nom], forms.BooleanField):
        return _OUI_NON[valeur is True]
    return form.en_mots(nom, valeur) if valeur else ""


def _consentement(demande: Demande) -> list[tuple[str, str]]:
    preuve = preuve_du_brouillon(demande, formulaire_joint(demande))
    joint = formulaire_du_brouillon(demande)
    connu = preuve.mode in ModeConsentement.values
    return [
        ("Comment", str(ModeConsentement(preuve.mode).label) if connu else ""),
        ("Le", date_longue(preuve.recueilli_le) if preuve.recueilli_le else ""),
        *([("Jugement", preuve.reference_jugement)] if preuve.reference_jugement else []),
        *([("Formulaire signé", f"pièce n° {joint.numero}, {joint.mot}")] if joint else []),
    ]


def _declarations(saisie: SaisieMas) -> list[tuple[str, str]]:
    return [
        ("La personne a été informée", _OUI_NON[saisie.information_certifiee]),
        ("Elle relève du régime général", _OUI_NON[saisie.regime_general]),
        ("Elle accepte que la suite vous soit dite", _OUI_NON[saisie.accord_suivi]),
    ]
