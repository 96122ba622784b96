"""Believable accounts around the CCAS de Valmont and the CPAM du Rhône; refused in production."""

from datetime import date
from typing import Final

from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from conventions.enums import Nature
from conventions.models import Caisse, Convention, Partenaire, Partie
from conventions.querysets import CODE_CNAM
from conventions.services.referents import Personne as Referente
from conventions.services.referents import nommer_referent
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.models import Utilisateur
from habilitations import demo_vie
from habilitations.demo_comptes import (
    ADMINISTRATION,
    MOT_DE_PASSE,
    Personne,
    creer_un_technicien,
    ouvrir,
    premiere_connexion,
)
from habilitations.enums import EtatHabilitation, RoleAgent
from habilitations.models import Agent, Habilitation
from habilitations.services.agents import creer_agent
from habilitations.services.gestionnaires import habiliter_gestionnaire

__all__ = ["CLE_TOTP", "MOT_DE_PASSE", "creer_demo"]

CLE_TOTP: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STRUCTURE: Final = "CCAS de Valmont"
CAISSE: Final = "691"


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
    demo_vie.animer(caisse)
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
    gestionnaire = ouvrir(
        habiliter_gestionnaire(acteur=agent, partenaire_id=partenaire.pk, **NADIA.identite()), il_y_a=40
    )
    cadre = Convention.objects.get(nature=Nature.CADRE)
    utilisation = Convention.objects.get(nature=Nature.UTILISATION, parties__partenaire=partenaire)
    _nommer(cadre.parties.get(caisse__isnull=False), nationale)
    _nommer(utilisation.parties.get(caisse__isnull=False), agent)
    _nommer(utilisation.parties.get(partenaire__isnull=False), gestionnaire)
    ouvrir(creer_un_technicien(gestionnaire, partenaire, AWA, date(2026, 3, 2)), il_y_a=35)
    ouvrir(creer_un_technicien(gestionnaire, partenaire, NADIA, None), il_y_a=34)
    creer_un_technicien(gestionnaire, partenaire, LUC, None)


def _nommer(partie: Partie, acteur: Acteur) -> None:
    """Make an account the référent of a party of a convention (CONV-08)."""
    nommer_referent(
        acteur=ACTEUR_SYSTEME,
        partie=partie,
        personne=Referente(compte=Utilisateur.objects.get(pk=acteur.utilisateur_id)),
        du=timezone.localdate(),
    )


def _ouvrir_agent(agent: Agent) -> Acteur:
    TOTP.activate(agent.utilisateur, CLE_TOTP)
    return premiere_connexion(agent.utilisateur)
