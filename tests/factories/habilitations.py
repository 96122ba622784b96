"""Accounts for tests, written by the owner of the database.

``creer_technicien()`` and ``creer_gestionnaire()`` give an active account of a partenaire tied to a caisse;
``creer_agent("instructeur")`` an agent of the CPAM du Rhône who has a second factor.
"""

import itertools
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from conventions.models import Caisse, Partenaire
from conventions.services.droits import nom_du_groupe
from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from habilitations.models import Agent, Habilitation
from tests.factories.comptes import creer_compte, donner_second_facteur
from tests.factories.conventions import creer_caisse, creer_partenaire, relier

_numeros = itertools.count(1)
NOMS = ("Diallo", "Perrin", "Marin", "Roussel", "Benali", "Lemoine", "Faure", "Nguyen")
PRENOMS = ("Awa", "Luc", "Chloé", "Karim", "Inès", "Hugo", "Maya", "Paul")


def creer_utilisateur(profil: str, **champs: Any) -> Utilisateur:
    """Make an account of this profile with its own name and address."""
    numero = next(_numeros)
    valeurs = {
        "identifiant": f"{profil[0]}-essai-{numero}",
        "civilite": "mme",
        "nom": NOMS[numero % len(NOMS)],
        "prenom": PRENOMS[numero % len(PRENOMS)],
        "fonction": "travail social",
        "courriel": f"personne{numero}@valmont.example",
        "telephone": "04 00 00 00 00",
        **champs,
    }
    return creer_compte(profil=profil, **valeurs)


def creer_partenaire_lie(effectif: int = 18, caisse: Caisse | None = None) -> Partenaire:
    """Make a partenaire whose convention d'utilisation with a caisse (691 unless given) is in force."""
    partenaire = creer_partenaire()
    relier(caisse or creer_caisse(), partenaire, effectif=effectif)
    return partenaire


def creer_habilitation(
    partenaire: Partenaire | None = None,
    profil: str = Profil.TECHNICIEN,
    etat: str = EtatHabilitation.ACTIVE,
    *,
    compte: dict[str, Any] | None = None,
    **champs: Any,
) -> Habilitation:
    """Make an account of a partenaire with its habilitation, in any state; the quota is checked at once.

    Args:
        partenaire: one whose convention is in force; made when not given.
        profil: gestionnaire or technicien.
        etat: state of the habilitation; dates that go with it are filled.
        compte: fields of the account.
        champs: fields of the habilitation.
    """
    partenaire = partenaire or creer_partenaire_lie()
    maintenant = timezone.now()
    utilisateur = creer_utilisateur(profil, is_active=etat == EtatHabilitation.ACTIVE, **(compte or {}))
    habilitation = Habilitation.objects.create(
        utilisateur=utilisateur,
        partenaire=partenaire,
        profil=profil,
        etat=etat,
        **{"creee_le": maintenant, **_dates(etat, maintenant), **champs},
    )
    verifier_quota_maintenant()
    return habilitation


def _dates(etat: str, maintenant: datetime) -> dict[str, datetime]:
    return {
        EtatHabilitation.INVITEE.value: {"invitation_expire_le": maintenant + timedelta(days=7)},
        EtatHabilitation.EXPIREE.value: {"invitation_expire_le": maintenant - timedelta(hours=1)},
        EtatHabilitation.ACTIVE.value: {"activee_le": maintenant},
        EtatHabilitation.INACTIVE.value: {"activee_le": maintenant, "inactivee_le": maintenant},
        EtatHabilitation.ANNULEE.value: {"annulee_le": maintenant},
        EtatHabilitation.EFFACEE.value: {"inactivee_le": maintenant, "effacee_le": maintenant},
    }.get(str(etat), {})


def verifier_quota_maintenant() -> None:
    """Let the deferred trigger judge now, while the conventions of the scene are as they were made."""
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS habilitations_quota IMMEDIATE")
        curseur.execute("SET CONSTRAINTS habilitations_quota DEFERRED")


def creer_technicien(partenaire: Partenaire | None = None, **compte: Any) -> Utilisateur:
    """Make an active technicien."""
    return creer_habilitation(partenaire, Profil.TECHNICIEN, compte=compte).utilisateur


def creer_gestionnaire(partenaire: Partenaire | None = None, **compte: Any) -> Utilisateur:
    """Make an active gestionnaire."""
    return creer_habilitation(partenaire, Profil.GESTIONNAIRE, compte=compte).utilisateur


def creer_agent(*roles: str, caisse: Caisse | None = None, **compte: Any) -> Utilisateur:
    """Make an agent of a caisse (691 unless given) with these roles and a second factor."""
    caisse = caisse or creer_caisse()
    utilisateur = creer_utilisateur(Profil.AGENT, **compte)
    Agent.objects.create(utilisateur=utilisateur, caisse=caisse)
    utilisateur.groups.set(
        Group.objects.filter(name__in=[nom_du_groupe(caisse.code, role) for role in roles])
    )
    donner_second_facteur(utilisateur)
    return utilisateur


def creer_administrateur(**compte: Any) -> Utilisateur:
    """Make a national admin with a second factor."""
    utilisateur = creer_utilisateur(Profil.ADMINISTRATEUR, is_staff=True, is_superuser=True, **compte)
    donner_second_facteur(utilisateur)
    return utilisateur


def acteur_pour(utilisateur: Utilisateur) -> Acteur:
    """Compute the actor of an account, now."""
    return acteur_de(utilisateur, timezone.now())
