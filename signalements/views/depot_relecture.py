"""Reading again what the caisse will see, then sending it (DEM-05, DEM-06)."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conventions.departements import DEPARTEMENTS
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_longue, date_simple
from signalements.enums import ModeConsentement
from signalements.forms.mas import SituationForm, SoinsForm
from signalements.models import Demande
from signalements.rules.mas import SaisieMas, conseils
from signalements.selectors import formulaire_joint
from signalements.services.dossier import manques_avant_transmission, preuve_du_brouillon
from signalements.services.refus import SaisiePerimee
from signalements.services.transmission import transmettre as envoyer
from signalements.views.depot_etapes import (
    ACCORD,
    PERSONNE,
    RELECTURE,
    SITUATION,
    SOINS,
    adresse_etape,
    parcours,
    progression,
    redigee_par,
    sur_un_brouillon,
    version_envoyee,
)
from signalements.views.depot_saisie import REVOIR
from signalements.views.partenaire_pieces import formulaire_du_brouillon

_OUI_NON: Final = {True: "oui", False: "non"}
_MODIFIE: Final = "Ce brouillon a été modifié depuis que vous le relisiez. Relisez-le, puis transmettez."
_DE_LA_SITUATION: Final = frozenset({"cadres", "actions_engagees"})
_DES_SOINS: Final = frozenset({"soins", "anciennete", "causes"})
_DE_L_ACCORD: Final = frozenset({"regime_general", "information_certifiee", "accord_suivi"})


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


@dataclass(frozen=True, slots=True)
class Rappel:
    """Something to add: what, and where."""

    message: str
    adresse: str


@require_safe
@sur_un_brouillon
def relire(request: RequeteConnectee, demande: Demande) -> HttpResponse:
    """Show what the caisse will see, what is missing, and the button that sends it."""
    manques = manques_avant_transmission(demande, formulaire_joint(demande), timezone.now())
    contexte = {
        "demande": demande,
        "parties": _parties(demande),
        "detecteur": _detecteur(demande),
        "manques": [Rappel(message, _ou(demande, cle)) for cle, message in manques.items()],
        "conseils": [
            Rappel(manque.message, _ou(demande, manque.champ)) for manque in conseils(demande.saisie)
        ],
        "progression": progression(demande, RELECTURE),
    }
    with timezone.override(ZoneInfo(demande.caisse.fuseau)):
        return render(request, "signalements/partenaire/relecture.html", contexte)


def _ou(demande: Demande, cle: str) -> str:
    """Return the page where something is mended, told to say at once what is missing."""
    if cle in _DE_LA_SITUATION:
        etape = SITUATION
    elif cle in _DES_SOINS:
        etape = SOINS
    else:
        etape = ACCORD if cle in _DE_L_ACCORD or cle.startswith("consentement") else PERSONNE
    return f"{adresse_etape(demande, etape)}?{REVOIR}=oui"


def _parties(demande: Demande) -> list[Partie]:
    saisie = SaisieMas.lire(demande.saisie)
    parties = [
        Partie("La personne", _ou(demande, "nom"), _personne(saisie)),
        Partie("Pourquoi un accompagnement", _ou(demande, "cadres"), _reponses(SituationForm, demande)),
    ]
    if SOINS in parcours(demande.saisie):
        parties.append(Partie("Les soins", _ou(demande, "soins"), _reponses(SoinsForm, demande)))
    return [*parties, Partie("Son accord", _ou(demande, "consentement"), _accord(demande, saisie))]


def _personne(saisie: SaisieMas) -> list[tuple[str, str]]:
    nom = " ".join(mot for mot in (saisie.prenom, saisie.nom) if mot)
    civilite = Civilite(saisie.civilite).label if saisie.civilite else ""
    proche = "Téléphone (d’un proche)" if saisie.telephone_de_proche else "Téléphone"
    departement = f"{DEPARTEMENTS[saisie.departement]} ({saisie.departement})" if saisie.departement else ""
    return [
        ("Identité", f"{civilite} {nom}".strip()),
        ("Date de naissance", date_simple(saisie.date_naissance) if saisie.date_naissance else ""),
        ("Département de résidence", departement),
        (proche, saisie.telephone),
        ("Courriel", saisie.courriel),
    ]


def _reponses(classe: type[SituationForm | SoinsForm], demande: Demande) -> list[tuple[str, str]]:
    form = classe(initial=demande.saisie)
    return [
        (str(champ.label), form.en_mots(nom, demande.saisie.get(nom)) if demande.saisie.get(nom) else "")
        for nom, champ in form.fields.items()
    ]


def _accord(demande: Demande, saisie: SaisieMas) -> list[tuple[str, str]]:
    preuve = preuve_du_brouillon(demande, formulaire_joint(demande))
    joint = formulaire_du_brouillon(demande)
    connu = preuve.mode in ModeConsentement.values
    return [
        ("Comment", str(ModeConsentement(preuve.mode).label) if connu else ""),
        ("Le", date_longue(preuve.recueilli_le) if preuve.recueilli_le else ""),
        *([("Jugement", preuve.reference_jugement)] if preuve.reference_jugement else []),
        *([("Formulaire signé", f"pièce n° {joint.numero}, {joint.mot}")] if joint else []),
        ("La personne a été informée", _OUI_NON[saisie.information_certifiee]),
        ("Elle relève du régime général", _OUI_NON[saisie.regime_general]),
        ("Elle accepte que la suite vous soit dite", _OUI_NON[saisie.accord_suivi]),
    ]


def _detecteur(demande: Demande) -> list[tuple[str, str]]:
    auteur = demande.auteur
    return [
        ("Nom et prénom", auteur.nom_complet),
        ("Structure", demande.partenaire.libelle),
        ("Téléphone", auteur.telephone),
        ("Courriel", auteur.courriel),
    ]


@require_POST
def transmettre(request: RequeteConnectee, cle: UUID) -> HttpResponse:
    """Send the draft; a second click finds the work done."""
    demande = redigee_par(request.acteur, cle)
    try:
        envoyer(acteur=request.acteur, demande_id=demande.pk, version=version_envoyee(request.POST))
    except SaisiePerimee:
        messages.warning(request, _MODIFIE)
    except RegleMetierRefusee as refus:
        messages.warning(request, refus.message)
    else:
        return redirect("signalements:voir_recu", cle=cle)
    return redirect(adresse_etape(demande, RELECTURE))
