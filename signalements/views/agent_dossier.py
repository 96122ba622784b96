"""What the agent reads of a signalement: the form as it was filled, the proof of consent, how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices

from conventions.departements import DEPARTEMENTS
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.web.dates import INSECABLE, date_longue, date_simple
from signalements.enums import (
    ActionEngagee,
    ActionMas,
    Anciennete,
    Cadre,
    Cause,
    IssueSansSoins,
    SoinNonRealise,
)
from signalements.models import Consentement, Demande, DetailsMas, PieceDemande
from signalements.rules.mas import soins_concernes
from signalements.views.agent_presentation import Pastille

_CHIFFRES: Final = 10
_OUI_NON: Final = {True: "oui", False: "non"}
_PIECES: Final[dict[str, Pastille]] = {
    EtatPiece.SAINE: Pastille("fait", "analysé, sain"),
    EtatPiece.QUARANTAINE: Pastille("attente", "en attente d’analyse"),
    EtatPiece.EN_ANALYSE: Pastille("attente", "en cours d’analyse"),
    EtatPiece.INFECTEE: Pastille("retard", "écarté par l’antivirus"),
    EtatPiece.REFUSEE: Pastille("retard", "écarté : illisible"),
    EtatPiece.EFFACEE: Pastille("neutre", "effacé"),
}
_ATTENTE: Final = frozenset({EtatPiece.QUARANTAINE, EtatPiece.EN_ANALYSE})


@dataclass(frozen=True, slots=True)
class Reponse:
    """One question of the form and what was answered."""

    question: str
    valeurs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormulaireSigne:
    """The signed form: its number, type, state; downloadable only once found clean."""

    numero: int
    format_fichier: str
    pastille: Pastille
    lisible: bool
    suite: str


@dataclass(frozen=True, slots=True)
class PreuveDeConsentement:
    """The proof of consent, in words, with the signed form when there is one."""

    elements: list[tuple[str, object]]
    formulaire: FormulaireSigne | None
    retire: bool


def reponses_du_formulaire(details: DetailsMas) -> list[Reponse]:
    """Return the questions of the MAS form in its own order, those about care only when a frame asks them.

    Exigence: DEM-05 (S4 annexe 4)
    """
    reponses = [
        Reponse("Ce qui est difficile", _libelles(Cadre, details.cadres)),
        Reponse("Démarches déjà engagées", _libelles(ActionEngagee, details.actions_engagees)),
    ]
    if soins_concernes(details.cadres):
        reponses += [
            Reponse("Soins qui n’ont pas pu être faits", _libelles(SoinNonRealise, details.soins)),
            Reponse("Depuis quand", _libelles(Anciennete, [details.anciennete])),
            Reponse("Pour quelles raisons", _libelles(Cause, details.causes)),
        ]
    return [*reponses, Reponse("Date de la saisine", (date_longue(details.date_saisine),))]


def _libelles(choix: type[TextChoices], codes: Collection[str]) -> tuple[str, ...]:
    return tuple(str(libelle) for code, libelle in choix.choices if code in codes)


def personne(demande: Demande) -> list[tuple[str, object]]:
    """Return who the person is, nothing for a demande about nobody; the phone, with words of its own, is apart."""
    if not demande.nom:
        return []
    civilite = demande.get_civilite_display() if demande.civilite else ""
    nom = " ".join(mot for mot in (civilite, demande.prenom, demande.nom) if mot)
    departement = DEPARTEMENTS.get(demande.departement, "")
    return [
        ("Identité", nom),
        ("Date de naissance", _naissance(demande.date_naissance)),
        ("Réside dans", f"{departement} ({demande.departement})" if departement else demande.departement),
        ("Courriel", demande.courriel),
    ]


def telephone_lisible(telephone: str) -> str:
    """Return a national number by pairs, as it is read aloud: « 06 12 34 56 78 »."""
    if len(telephone) != _CHIFFRES or not telephone.isdigit():
        return telephone
    return INSECABLE.join(telephone[rang : rang + 2] for rang in range(0, _CHIFFRES, 2))


def _naissance(jour: date | None) -> str:
    return date_simple(jour) if jour else ""


def qui_a_repere(demande: Demande) -> list[tuple[str, object]]:
    """Return the detector's contact, at the partenaire (DEM-05)."""
    auteur = demande.auteur
    return [
        ("Structure", demande.partenaire.libelle),
        ("Personne", auteur.nom_complet),
        ("Fonction", auteur.fonction),
        ("Téléphone", auteur.telephone),
        ("Courriel", auteur.courriel),
    ]


def preuve_de(demande: Demande) -> PreuveDeConsentement | None:
    """Return the proof of consent of a demande, with the state of the signed form (two queries).

    Exigence: DEM-06, DOC-02 (S4 a3–a5)
    """
    consentement = Consentement.objects.select_related("texte").filter(demande=demande).first()
    if consentement is None:
        return None
    elements: list[tuple[str, object]] = [
        ("Comment", consentement.get_mode_display()),
        ("Accord donné le", date_longue(consentement.recueilli_le)),
        ("Recueilli par", demande.auteur.nom_complet),
        ("Jugement", consentement.reference_jugement),
        ("Texte présenté", f"version {consentement.texte.version}"),
        ("Empreinte du texte", consentement.empreinte),
        ("Suite communiquée au partenaire", f"{_OUI_NON[demande.accord_suivi]}, par choix de la personne"),
    ]
    if consentement.retire_le:
        elements.insert(0, ("Accord retiré le", date_longue(consentement.retire_le)))
    return PreuveDeConsentement(elements, _formulaire(consentement), consentement.retire_le is not None)


def _formulaire(consentement: Consentement) -> FormulaireSigne | None:
    jointes = PieceDemande.objects.filter(demande=consentement.demande_id, piece=consentement.piece_id)
    jointe = jointes.select_related("piece").first()
    if jointe is None:
        return None
    etat = jointe.piece.etat
    return FormulaireSigne(
        numero=jointe.numero,
        format_fichier=TypePiece(jointe.piece.type_detecte).label,
        pastille=_PIECES[etat],
        lisible=etat == EtatPiece.SAINE and jointe.retiree_le is None,
        suite="il s’ouvrira une fois analysé" if etat in _ATTENTE else "",
    )


def fin_de(details: DetailsMas) -> list[Reponse]:
    """Return how the accompagnement ended: actions, and each axis on its own (DEM-17)."""
    axes = (
        ("Soins réalisés", details.soins_realises),
        ("Aide pour les droits", details.aide_droits),
        ("Aide financière", details.aide_financiere),
        ("Orientation dans le parcours de soins", details.orientation_parcours),
    )
    reponses = [Reponse("Ce qui a été fait", _libelles(ActionMas, details.actions_menees))]
    reponses += [Reponse(axe, (_OUI_NON[valeur],)) for axe, valeur in axes if valeur is not None]
    if details.issue_sans_soins:
        reponses.append(Reponse("Pourquoi", (str(IssueSansSoins(details.issue_sans_soins).label),)))
    return reponses
