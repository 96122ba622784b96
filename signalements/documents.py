"""PDFs of a demande. File names carry the reference or « formulaire », never a name (RGPD-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.documents.rendu import rendre_pdf
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.web.dates import date_simple
from signalements.enums import (
    ActionEngagee,
    Anciennete,
    Cadre,
    Cause,
    EtatDemande,
    ModeConsentement,
    SoinNonRealise,
)
from signalements.models import Consentement, Demande
from signalements.mots_courriels import a_l_heure_de_la_caisse, nature_en_mots
from signalements.permissions import peut_agir_pour_le_partenaire, peut_echanger, peut_rediger
from signalements.selectors import sections, texte_de_consentement
from signalements.selectors.recu import delai_du_recu

_APPELS: Final = {Civilite.MME.value: "Madame", Civilite.M.value: "Monsieur"}


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF ready to be sent.

    Attributes:
        nom: file name, ASCII, without anything about a person.
        contenu: bytes of the PDF.
    """

    nom: str
    contenu: bytes


@dataclass(frozen=True, slots=True)
class Case:
    """One box of the printed form."""

    libelle: str
    cochee: bool


@dataclass(frozen=True, slots=True)
class Groupe:
    """One question of the printed form with its boxes, in that many columns."""

    titre: str
    cases: tuple[Case, ...]
    colonnes: int


def formulaire_de_consentement(
    *, acteur: Acteur, demande: Demande, maintenant: datetime | None = None
) -> Document:
    """Make the consent form of a draft, prefilled, to be signed by the person (DEM-06).

    Args:
        acteur: the author of the draft.
        demande: the draft, with ``caisse``, ``partenaire`` and ``auteur``.
        maintenant: moment that chooses the text in force.

    Raises:
        HorsPortee: not the author's.
        RegleMetierRefusee: ``deja_transmise``, ``texte_absent``.

    Exigence: DEM-06 (S4 annexe 4)
    """
    exiger(autorise=peut_rediger(acteur, demande))
    if demande.etat != EtatDemande.BROUILLON:
        raise RegleMetierRefusee(
            "deja_transmise", "Cette demande est transmise : le formulaire n’est plus à signer."
        )
    instant = maintenant or timezone.now()
    texte = texte_de_consentement(instant, demande.nature)
    *information, accord = sections(texte.texte)
    contexte = {
        "demande": demande,
        "identite": _identite(demande.saisie),
        "est_un_signalement": demande.nature == Service.SIGNALEMENT,
        "groupes": _groupes(demande.saisie),
        "soins": _groupes_de_soins(demande.saisie),
        "information": information,
        "accord": accord,
        "texte": texte,
        "adresse_dpo": _adresse_dpo(demande.caisse),
    }
    consigner(acteur=acteur, action="signalements.telecharger_formulaire", objet=demande)
    titre = (
        "Mission accompagnement santé : votre accord"
        if demande.nature == Service.SIGNALEMENT
        else "Votre accord"
    )
    contenu = rendre_pdf(gabarit="signalements/pdf/formulaire.html", contexte=contexte, titre=titre)
    return Document("formulaire-accord.pdf", contenu)


def lettre_de_confirmation(
    *, acteur: Acteur, demande: Demande, maintenant: datetime | None = None
) -> Document:
    """Make the letter that confirms to the person what was said aloud (remote detection).

    Args:
        acteur: a technicien of the structure.
        demande: transmitted, with ``caisse``, ``partenaire`` and ``auteur``.
        maintenant: date of the letter.

    Raises:
        HorsPortee: not the structure's.
        RegleMetierRefusee: ``lettre_sans_objet`` when the consent was not given at a distance, or in a draft.

    Exigence: DEM-06 (S4 annexe 3)
    """
    exiger(autorise=peut_agir_pour_le_partenaire(acteur, demande))
    consentement = _consentement(demande)
    if consentement is None or consentement.mode != ModeConsentement.DISTANCE:
        raise RegleMetierRefusee(
            "lettre_sans_objet",
            "La lettre confirme un accord donné à distance : il n’y en a pas pour cette demande.",
        )
    fuseau = ZoneInfo(demande.caisse.fuseau)
    *information, accord = sections(consentement.texte.texte)
    contexte = {
        "demande": demande,
        "civilite": Civilite(demande.civilite).label if demande.civilite else "",
        "appel": _APPELS.get(demande.civilite, "Madame, Monsieur"),
        "information": information,
        "accord": accord,
        "accord_le": date_simple(consentement.recueilli_le),
        "date": date_simple((maintenant or timezone.now()).astimezone(fuseau).date()),
        "adresse_dpo": _adresse_dpo(demande.caisse),
        "consentement": consentement,
        "est_un_signalement": demande.nature == Service.SIGNALEMENT,
    }
    _journaliser(acteur, "signalements.telecharger_lettre", demande)
    titre = "Confirmation de votre accord"
    contenu = rendre_pdf(gabarit="signalements/pdf/lettre.html", contexte=contexte, titre=titre)
    return Document(f"lettre-{demande.reference}.pdf", contenu)


def recepisse(*, acteur: Acteur, demande: Demande, maintenant: datetime | None = None) -> Document:
    """Make the receipt of a transmitted demande: reference, moment, deadline; nothing about the person.

    Args:
        acteur: either side.
        demande: with ``caisse``, ``partenaire`` and ``auteur``.
        maintenant: moment of the printing.

    Raises:
        HorsPortee: out of scope.
        RegleMetierRefusee: ``non_transmise``.

    Exigence: DEM-09, DEM-21 (S4 a2 §2, a3)
    """
    if demande.etat == EtatDemande.BROUILLON:
        exiger(autorise=peut_rediger(acteur, demande))
        raise RegleMetierRefusee("non_transmise", "Transmettez d’abord cette demande : le récépissé suit.")
    exiger(autorise=peut_echanger(acteur, demande))
    fuseau = ZoneInfo(demande.caisse.fuseau)
    consentement = _consentement(demande)
    contexte = {
        "demande": demande,
        "transmise_le": a_l_heure_de_la_caisse(demande.transmise_le, fuseau) if demande.transmise_le else "",
        "recu": delai_du_recu(demande),
        "est_un_signalement": demande.nature == Service.SIGNALEMENT,
        "consentement": consentement,
        "edite_le": a_l_heure_de_la_caisse(maintenant or timezone.now(), fuseau),
    }
    _journaliser(acteur, "signalements.telecharger_recepisse", demande)
    titre = f"Récépissé : {nature_en_mots(demande.nature)} {demande.reference}"
    contenu = rendre_pdf(gabarit="signalements/pdf/recepisse.html", contexte=contexte, titre=titre)
    return Document(f"recepisse-{demande.reference}.pdf", contenu)


def _consentement(demande: Demande) -> Consentement | None:
    return Consentement.objects.select_related("texte").filter(demande=demande).first()


def _journaliser(acteur: Acteur, action: str, demande: Demande) -> None:
    consigner(acteur=acteur, action=action, objet=demande, details={"reference": demande.reference})


def _adresse_dpo(caisse: Caisse) -> str:
    return caisse.courriel_dpo or "adresse donnée par la caisse à l’accueil et sur ameli.fr"


def _identite(saisie: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return what the draft knows of the person; an empty value leaves a line to write on."""
    civilite = str(saisie.get("civilite") or "")
    proche = " (numéro d’un proche)" if saisie.get("telephone_de_proche") else ""
    return [
        ("Civilité", Civilite(civilite).label if civilite in Civilite.values else ""),
        ("Nom", str(saisie.get("nom") or "")),
        ("Prénom", str(saisie.get("prenom") or "")),
        ("Date de naissance", _jour(saisie.get("date_naissance"))),
        ("Département de résidence", str(saisie.get("departement") or "")),
        ("Téléphone" + proche, str(saisie.get("telephone") or "")),
        ("Courriel (facultatif)", str(saisie.get("courriel") or "")),
    ]


def _jour(valeur: object) -> str:
    try:
        return date_simple(date.fromisoformat(str(valeur)))
    except ValueError:
        return ""


def _groupes(saisie: Mapping[str, object]) -> list[Groupe]:
    return [
        _groupe("Ce qui est difficile", Cadre, saisie.get("cadres")),
        _groupe("Démarches déjà engagées", ActionEngagee, saisie.get("actions_engagees"), colonnes=3),
    ]


def _groupes_de_soins(saisie: Mapping[str, object]) -> list[Groupe]:
    return [
        _groupe("Soins qui n’ont pas pu être faits", SoinNonRealise, saisie.get("soins")),
        _groupe("Depuis quand", Anciennete, [saisie.get("anciennete")], colonnes=4),
        _groupe("Pour quelles raisons", Cause, saisie.get("causes")),
    ]


def _groupe(titre: str, choix: type[TextChoices], coches: object, *, colonnes: int = 2) -> Groupe:
    cochees = set(map(str, coches)) if isinstance(coches, list | tuple) else set()
    return Groupe(
        titre, tuple(Case(str(libelle), code in cochees) for code, libelle in choix.choices), colonnes
    )
