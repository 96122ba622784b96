"""Believable accounts around the CCAS de Valmont and the CPAM du Rhône; refused in production."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Caisse, Convention, Partenaire, Partie
from conventions.querysets import CODE_CNAM
from conventions.services.referents import Personne as Referente
from conventions.services.referents import nommer_referent
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.cgu import accepter_cgu, version_en_vigueur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation, RoleAgent
from habilitations.models import Agent, Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.agents import creer_agent
from habilitations.services.gestionnaires import habiliter_gestionnaire
from habilitations.services.techniciens import creer_technicien

MOT_DE_PASSE: Final = "quatre tilleuls au bord du canal"
CLE_TOTP: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STRUCTURE: Final = "CCAS de Valmont"
CAISSE: Final = "691"
ADMINISTRATION: Final = Acteur(0, Profil.ADMINISTRATEUR, frozenset({"administrateur"}))


@dataclass(frozen=True, slots=True)
class Personne:
    """A person of the demonstration; all are invented."""

    civilite: str
    prenom: str
    nom: str
    fonction: str
    courriel: str
    telephone: str = "04 00 00 00 00"

    def identite(self) -> dict[str, Any]:
        """Return the arguments that every service of creation takes."""
        return {champ: getattr(self, champ) for champ in self.__slots__}


PAUL: Final = Personne("m", "Paul", "Martin", "référent partenariats", "paul.martin@cpam-rhone.example")
INES: Final = Personne(
    "mme", "Inès", "Caron", "déléguée à la protection des données", "dpo@cpam-rhone.example"
)
LISE: Final = Personne("mme", "Lise", "Aubert", "référente nationale", "lise.aubert@cnam.example")
NADIA: Final = Personne("mme", "Nadia", "Roche", "responsable du pôle social", "nadia.roche@valmont.example")
AWA: Final = Personne("mme", "Awa", "Diallo", "assistante sociale", "awa.diallo@valmont.example")
LUC: Final = Personne("m", "Luc", "Perrin", "travailleur social", "luc.perrin@valmont.example")


def creer_demo() -> list[str]:
    """Create the accounts through the services, open them, accept the CGU; safe to run twice.

    Returns:
        A line per account: identifier, password, second factor where one is required.
    """
    caisse = Caisse.objects.get(code=CAISSE)
    partenaire = Partenaire.objects.get(libelle=STRUCTURE)
    if not Habilitation.objects.filter(partenaire=partenaire).exists():
        _creer(caisse, partenaire)
    agents = Utilisateur.objects.filter(agent__isnull=False).order_by("identifiant")
    partenaires = Utilisateur.objects.filter(
        habilitation__partenaire=partenaire, habilitation__etat=EtatHabilitation.ACTIVE
    ).order_by("identifiant")
    return [
        "Identifiant · mot de passe · second facteur (clé à donner à l’application de codes) · qui",
        *(_ligne(agent, CLE_TOTP, agent.agent.caisse.libelle) for agent in agents),
        *(_ligne(compte, "aucun", partenaire.libelle) for compte in partenaires),
    ]


def _ligne(compte: Utilisateur, second_facteur: str, structure: str) -> str:
    qui = f"{compte.nom_complet}, {compte.get_profil_display().lower()}, {structure}"
    return f"{compte.identifiant} · {MOT_DE_PASSE} · {second_facteur} · {qui}"


def _creer(caisse: Caisse, partenaire: Partenaire) -> None:
    roles = [RoleAgent.INSTRUCTEUR, RoleAgent.SUPERVISEUR, RoleAgent.GESTIONNAIRE_CONVENTIONS]
    agent = _ouvrir_agent(
        creer_agent(acteur=ADMINISTRATION, caisse_id=caisse.pk, roles=roles, **PAUL.identite())
    )
    _ouvrir_agent(
        creer_agent(acteur=ADMINISTRATION, caisse_id=caisse.pk, roles=[RoleAgent.DPO], **INES.identite())
    )
    nationale = _ouvrir_agent(
        creer_agent(
            acteur=ADMINISTRATION,
            caisse_id=Caisse.objects.get(code=CODE_CNAM).pk,
            roles=[RoleAgent.GESTIONNAIRE_CONVENTIONS],
            **LISE.identite(),
        )
    )
    gestionnaire = _ouvrir(
        habiliter_gestionnaire(acteur=agent, partenaire_id=partenaire.pk, **NADIA.identite()), il_y_a=40
    )
    cadre = Convention.objects.get(nature=Nature.CADRE)
    utilisation = Convention.objects.get(nature=Nature.UTILISATION, parties__partenaire=partenaire)
    _nommer(cadre.parties.get(caisse__isnull=False), nationale)
    _nommer(utilisation.parties.get(caisse__isnull=False), agent)
    _nommer(utilisation.parties.get(partenaire__isnull=False), gestionnaire)
    _ouvrir(_technicien(gestionnaire, partenaire, AWA, date(2026, 3, 2)), il_y_a=35)
    _ouvrir(_technicien(gestionnaire, partenaire, NADIA, None), il_y_a=34)
    _technicien(gestionnaire, partenaire, LUC, None)


def _nommer(partie: Partie, acteur: Acteur) -> None:
    """Make an account the référent of a party of a convention (CONV-08)."""
    nommer_referent(
        acteur=ACTEUR_SYSTEME,
        partie=partie,
        personne=Referente(compte=Utilisateur.objects.get(pk=acteur.utilisateur_id)),
        du=timezone.localdate(),
    )


def _technicien(
    acteur: Acteur, partenaire: Partenaire, qui: Personne, formation: date | None
) -> Habilitation:
    return creer_technicien(
        acteur=acteur,
        partenaire_id=partenaire.pk,
        certifications=list(CERTIFICATIONS),
        formation_detection_le=formation,
        **qui.identite(),
    )


def _ouvrir_agent(agent: Agent) -> Acteur:
    TOTP.activate(agent.utilisateur, CLE_TOTP)
    return _premiere_connexion(agent.utilisateur)


def _ouvrir(habilitation: Habilitation, *, il_y_a: int) -> Acteur:
    """Open an account of a partner, as if it had been done some days ago."""
    acteur = _premiere_connexion(habilitation.utilisateur)
    le = timezone.now() - timedelta(days=il_y_a)
    Habilitation.objects.filter(pk=habilitation.pk).update(creee_le=le, activee_le=le + timedelta(hours=2))
    return acteur


def _premiere_connexion(utilisateur: Utilisateur) -> Acteur:
    """Do what the person does with the mail: choose a password, accept the CGU; the mail goes with it."""
    _, lien = inviter(acteur=ADMINISTRATION, utilisateur=utilisateur)
    utilisateur = activer_compte(secret=lien.rstrip("/").rsplit("/", 1)[1], mot_de_passe=MOT_DE_PASSE)
    Courriel.objects.filter(destinataire=utilisateur).delete()
    maintenant: datetime = timezone.now()
    acteur, version = acteur_de(utilisateur, maintenant), version_en_vigueur(maintenant)
    if version is not None:
        accepter_cgu(acteur=acteur, numero=version.numero, maintenant=maintenant)
    return acteur
