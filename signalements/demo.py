"""Believable demandes of the CCAS de Valmont, aged relative to today; written by the services, safe to run twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from signalements.demo_demandes import Gens, creer_depots
from signalements.documents import formulaire_de_consentement
from signalements.enums import ModeConsentement
from signalements.models import Demande
from signalements.services import brouillons, consentements, echanges, traitement
from signalements.services.annonces import instructeurs
from signalements.services.reference import charger_motifs, charger_textes
from signalements.services.transmission import transmettre

PARTENAIRE: Final = "CCAS de Valmont"
CODE_CAISSE: Final = "691"
# Made-up people: (civilité, prénom, nom, naissance).
Personne = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Acteurs:
    technicien: Acteur
    agent: Acteur
    caisse_id: int


Geste = Callable[[_Acteurs, Demande, datetime], object]


@dataclass(frozen=True, slots=True)
class _Exemple:
    """One demande: who, since how many hours, what was typed, then acts, each so many hours after."""

    personne: Personne
    age_h: float
    saisie: Mapping[str, object]
    gestes: tuple[tuple[float, Geste], ...] = ()
    mode: str = ModeConsentement.DISTANCE
    transmise: bool = True


def _dire(texte: str, qui: str) -> Geste:
    def geste(acteurs: _Acteurs, demande: Demande, quand: datetime) -> object:
        auteur: Acteur = getattr(acteurs, qui)
        return echanges.ecrire_message(acteur=auteur, demande_id=demande.pk, texte=texte, maintenant=quand)

    return geste


def _noter(texte: str) -> Geste:
    return lambda a, d, quand: echanges.ajouter_note(
        acteur=a.agent, demande_id=d.pk, texte=texte, maintenant=quand
    )


def _prendre(acteurs: _Acteurs, demande: Demande, quand: datetime) -> object:
    return traitement.prendre_en_charge(acteur=acteurs.agent, demande_id=demande.pk, maintenant=quand)


def _demarrer(acteurs: _Acteurs, demande: Demande, quand: datetime) -> object:
    return traitement.demarrer_accompagnement(acteur=acteurs.agent, demande_id=demande.pk, maintenant=quand)


def _retirer(acteurs: _Acteurs, demande: Demande, quand: datetime) -> object:
    return consentements.retirer_consentement(
        acteur=acteurs.technicien, demande_id=demande.pk, maintenant=quand
    )


def _clore(**reponses: Any) -> Geste:
    axes = {
        "aide_droits": False,
        "aide_financiere": False,
        "orientation_parcours": False,
        "soins_realises": None,
    }
    return lambda a, d, quand: traitement.clore(
        acteur=a.agent, demande_id=d.pk, maintenant=quand, **{**axes, **reponses}
    )


_DROITS: Final = {"cadres": ["droits"], "actions_engagees": ["c2s"]}
_NUMERIQUE: Final = {"cadres": ["droits", "numerique"]}
_SOCIAL: Final = {"cadres": ["social"], "actions_engagees": ["ass"]}
_DENTAIRE: Final = {
    "cadres": ["soins"],
    "soins": ["actes_examens"],
    "anciennete": "plus_1a",
    "causes": ["reste_a_charge", "delais_rdv"],
}
_HANDICAP: Final = {
    "cadres": ["soins_handicap", "social"],
    "soins": ["consultation", "dispositifs"],
    "anciennete": "3m_1a",
    "causes": ["transport"],
}

EXEMPLES: Final = (
    _Exemple(("mme", "Lucette", "Bardin", "1951-06-12"), 2, _DROITS, transmise=False),
    _Exemple(("m", "Ousmane", "Keller", "1979-11-02"), 26, _DENTAIRE, mode="signature", transmise=False),
    _Exemple(("mme", "Nadia", "Ferrand", "1990-02-17"), 3, _DROITS),
    _Exemple(("m", "Émile", "Vasseur", "1946-09-30"), 21, _NUMERIQUE, mode="signature"),
    _Exemple(("mme", "Aminata", "Colin", "1984-04-08"), 43, _DENTAIRE),
    _Exemple(("m", "Tomas", "Legrand", "1967-12-21"), 51, _HANDICAP),
    _Exemple(
        ("mme", "Rosa", "Quentin", "1958-03-03"),
        30,
        _DENTAIRE,
        (
            (5, _prendre),
            (
                6,
                _dire(
                    "Bonjour, la personne ne répond pas à ce numéro. À quelle heure peut-on l’appeler ?",
                    "agent",
                ),
            ),
        ),
    ),
    _Exemple(("m", "Yanis", "Moreau", "2001-07-25"), 75, _DROITS, ((20, _prendre), (27, _demarrer))),
    _Exemple(
        ("mme", "Josette", "Amrani", "1949-01-14"),
        9 * 24,
        _HANDICAP,
        (
            (7, _prendre),
            (8, _dire("Bonjour, un rendez-vous au domicile est-il possible ?", "agent")),
            (26, _dire("Oui, le mardi matin, en présence de son aide à domicile.", "technicien")),
            (30, _demarrer),
            (31, _noter("Rappeler après la visite pour le dossier d’aide au transport.")),
        ),
    ),
    _Exemple(
        ("m", "Patrick", "Sorel", "1972-08-19"),
        15 * 24,
        _SOCIAL,
        ((22, _prendre), (30, _demarrer), (96, _retirer)),
    ),
    _Exemple(
        ("mme", "Inès", "Delorme", "1995-05-27"),
        40 * 24,
        _DROITS,
        (
            (11, _prendre),
            (27, _demarrer),
            (20 * 24, _clore(actions=["droits"], aide_droits=True)),
        ),
    ),
    _Exemple(
        ("m", "Henri", "Joubert", "1939-10-06"),
        64 * 24,
        _DENTAIRE,
        (
            (60, _prendre),
            (80, _demarrer),
            (
                45 * 24,
                _clore(
                    actions=["ass", "information"],
                    soins_realises=True,
                    aide_financiere=True,
                    orientation_parcours=True,
                ),
            ),
        ),
    ),
    _Exemple(
        ("mme", "Fatou", "Granger", "1986-12-11"),
        33 * 24,
        _HANDICAP,
        (
            (16, _prendre),
            (14 * 24, _clore(actions=["autre"], soins_realises=False, issue_sans_soins="injoignable")),
        ),
    ),
)


def creer_demo() -> list[str]:
    """Create the demandes of the demonstration, when the accounts are there and none was made yet.

    Returns:
        A line that says what is there.
    """
    charger_textes()
    charger_motifs()
    acteurs = _acteurs()
    if acteurs is None:
        return [f"{PARTENAIRE} : aucun compte pour signaler, aucune demande créée"]
    demandes = Demande.objects.filter(partenaire__libelle=PARTENAIRE)
    if not demandes.exists():
        maintenant = timezone.now()
        for rang, exemple in enumerate(EXEMPLES):
            _creer(acteurs, exemple, maintenant - timedelta(hours=exemple.age_h), rang)
        creer_depots(Gens(acteurs.technicien, acteurs.agent, acteurs.caisse_id), maintenant)
    return [f"{PARTENAIRE} : {demandes.count()} demandes des cinq services, du brouillon à la fin"]


def _acteurs() -> _Acteurs | None:
    caisse = Caisse.objects.filter(code=CODE_CAISSE).first()
    partenaire = Partenaire.objects.filter(libelle=PARTENAIRE).first()
    if caisse is None or partenaire is None:
        return None
    technicien = (
        Utilisateur.objects.filter(
            profil=Profil.TECHNICIEN,
            is_active=True,
            habilitation__partenaire=partenaire,
            habilitation__etat=EtatHabilitation.ACTIVE,
        )
        .order_by("pk")
        .first()
    )
    agent = next(iter(instructeurs(caisse.pk)), None)
    if technicien is None or agent is None:
        return None
    en_acteur = partial(acteur_de, maintenant=timezone.now())
    return _Acteurs(en_acteur(technicien), en_acteur(agent), caisse.pk)


def _creer(acteurs: _Acteurs, exemple: _Exemple, debut: datetime, rang: int) -> None:
    demande = brouillons.ouvrir_brouillon(
        acteur=acteurs.technicien, caisse_id=acteurs.caisse_id, nature=Service.SIGNALEMENT, maintenant=debut
    )
    demande = brouillons.enregistrer_saisie(
        acteur=acteurs.technicien,
        demande_id=demande.pk,
        saisie=_saisie(exemple, rang),
        version=demande.version,
        maintenant=debut,
    )
    if not exemple.transmise:
        return
    demande = _consentir(acteurs, exemple, demande, debut)
    demande = transmettre(
        acteur=acteurs.technicien, demande_id=demande.pk, version=demande.version, maintenant=debut
    )
    for heures, geste in exemple.gestes:
        geste(acteurs, demande, debut + timedelta(hours=heures))


def _consentir(acteurs: _Acteurs, exemple: _Exemple, demande: Demande, quand: datetime) -> Demande:
    if exemple.mode == ModeConsentement.SIGNATURE:
        formulaire = formulaire_de_consentement(acteur=acteurs.technicien, demande=demande, maintenant=quand)
        fichier = SimpleUploadedFile(formulaire.nom, formulaire.contenu, content_type="application/pdf")
        consentements.joindre_formulaire(
            acteur=acteurs.technicien, demande_id=demande.pk, fichier=fichier, maintenant=quand
        )
    return consentements.recueillir_consentement(
        acteur=acteurs.technicien,
        demande_id=demande.pk,
        mode=exemple.mode,
        recueilli_le=timezone.localdate(quand),
        version=demande.version,
        maintenant=quand,
    )


def _saisie(exemple: _Exemple, rang: int) -> dict[str, object]:
    civilite, prenom, nom, naissance = exemple.personne
    return {
        "civilite": civilite,
        "prenom": prenom,
        "nom": nom,
        "date_naissance": naissance,
        "departement": "69",
        "telephone": f"04 00 00 {rang // 10:02d} {rang % 10:02d}",
        "regime_general": True,
        "information_certifiee": True,
        "accord_suivi": True,
        **exemple.saisie,
    }
