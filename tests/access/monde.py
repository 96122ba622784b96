"""The world of the access matrix: one caisse and one partenaire of ours, and strangers beside them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.utils import timezone

from conventions.enums import EtatConvention, Nature, Reconduction, Service
from conventions.models import Caisse, Convention, Modele, Partenaire, Partie
from conventions.services.droits import preparer_groupes
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.pieces.enums import EtatPiece, TypePiece
from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import ranger
from habilitations.enums import EtatHabilitation, RoleAgent
from habilitations.models import Agent, Habilitation
from signalements.enums import EtatDemande, NaturePieceDemande
from signalements.models import Demande, DetailsMas, PieceDemande
from tests.access.monde_conventions import objets_de_la_convention
from tests.access.monde_habilitations import objets_des_habilitations
from tests.access.monde_signalements import objets_des_demandes
from tests.factories.comptes import MOT_DE_PASSE

ROLES_DES_AGENTS = {
    "instructeur": [RoleAgent.INSTRUCTEUR],
    "conventions": [RoleAgent.GESTIONNAIRE_CONVENTIONS],
    "superviseur": [RoleAgent.SUPERVISEUR],
    "dpo": [RoleAgent.DPO],
}


@dataclass
class Monde:
    """Accounts by role, and objects by name."""

    comptes: dict[str, Utilisateur] = field(default_factory=dict)
    objets: dict[str, Any] = field(default_factory=dict)


def _caisse(code: str, departement: str) -> Caisse:
    caisse = Caisse.objects.create(code=code, type="CPAM", libelle=f"CPAM {code}")
    caisse.departements.create(code=departement)
    preparer_groupes(caisse)
    return caisse


def _partenaire(numero: str, caisse: Caisse) -> Partenaire:
    partenaire = Partenaire.objects.create(numero=numero, type="ccas", libelle=f"CCAS {numero}")
    partenaire.domaines.create(domaine="ccas.example")
    metier = _convention(Nature.METIER, caisse, partenaire, None)
    _convention(Nature.UTILISATION, caisse, partenaire, metier)
    return partenaire


def _convention(
    nature: Nature, caisse: Caisse, partenaire: Partenaire, parente: Convention | None
) -> Convention:
    utilisation = nature == Nature.UTILISATION
    modele, _ = Modele.objects.get_or_create(
        code=f"essai-{nature}",
        defaults={
            "libelle": f"Modèle {nature}",
            "nature": nature,
            "duree_mois": None if utilisation else 12,
            "reconduction": Reconduction.PARENTE if utilisation else Reconduction.TACITE,
            "services_par_defaut": [service.value for service in Service],
            "article": "S2",
        },
    )
    convention = Convention.objects.create(
        modele=modele,
        nature=nature,
        parente=parente,
        objet=f"{nature} {partenaire.numero}",
        etat=EtatConvention.SIGNEE,
        duree_mois=modele.duree_mois,
        reconduction=modele.reconduction,
        effectif_declare=18 if utilisation else None,
    )
    for partie in ({"caisse": caisse}, {"partenaire": partenaire}):
        Partie.objects.create(
            convention=convention, signee_le=timezone.localdate() - timedelta(days=30), **partie
        )
    return convention


def _projet(caisse: Caisse, partenaire: Partenaire) -> Convention:
    """A draft between them, beside what they signed."""
    modele = Modele.objects.get(code=f"essai-{Nature.METIER}")
    projet = Convention.objects.create(
        modele=modele, nature=Nature.METIER, objet="Projet", duree_mois=12, reconduction=Reconduction.TACITE
    )
    for partie in ({"caisse": caisse}, {"partenaire": partenaire}):
        Partie.objects.create(convention=projet, **partie)
    return projet


def _compte(identifiant: str, profil: Profil, **champs: Any) -> Utilisateur:
    compte = Utilisateur.objects.create_user(
        identifiant,
        MOT_DE_PASSE,
        courriel=f"{identifiant}@ccas.example",
        nom="Essai",
        prenom=identifiant.title(),
        profil=profil,
        **champs,
    )
    if profil in (Profil.AGENT, Profil.ADMINISTRATEUR):
        Authenticator.objects.create(user=compte, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return compte


def _membre(identifiant: str, profil: Profil, partenaire: Partenaire, maintenant: datetime) -> Utilisateur:
    compte = _compte(identifiant, profil)
    Habilitation.objects.create(
        utilisateur=compte,
        partenaire=partenaire,
        profil=profil,
        etat=EtatHabilitation.ACTIVE,
        creee_le=maintenant,
        activee_le=maintenant,
    )
    return compte


def _agent(identifiant: str, caisse: Caisse, roles: list[RoleAgent]) -> Utilisateur:
    compte = _compte(identifiant, Profil.AGENT)
    Agent.objects.create(utilisateur=compte, caisse=caisse)
    for role in roles:
        compte.groups.add(Group.objects.get(name=f"caisse:{caisse.code}:{role.value}"))
    return compte


def _demande(
    auteur: Utilisateur, caisse: Caisse, partenaire: Partenaire, maintenant: datetime, **champs: Any
) -> Demande:
    return Demande.objects.create(
        nature=Service.SIGNALEMENT,
        caisse=caisse,
        partenaire=partenaire,
        auteur=auteur,
        cree_le=maintenant,
        modifiee_le=maintenant,
        **champs,
    )


def creer_monde() -> Monde:
    """Make the world, as the owner of the database."""
    maintenant = timezone.now()
    monde = Monde()
    caisse, ailleurs = _caisse("691", "69"), _caisse("381", "38")
    partenaire, voisin = _partenaire("0491", caisse), _partenaire("0492", caisse)
    _partenaire("0493", ailleurs)
    monde.comptes = {
        "technicien": _membre("technicien", Profil.TECHNICIEN, partenaire, maintenant),
        "gestionnaire": _membre("gestionnaire", Profil.GESTIONNAIRE, partenaire, maintenant),
        "technicien_autre": _membre("technicien_autre", Profil.TECHNICIEN, voisin, maintenant),
        "gestionnaire_autre": _membre("gestionnaire_autre", Profil.GESTIONNAIRE, voisin, maintenant),
        "administrateur": _compte("administrateur", Profil.ADMINISTRATEUR, is_staff=True, is_superuser=True),
        "agent_autre": _agent("agent_autre", ailleurs, list(RoleAgent)),
        **{nom: _agent(nom, caisse, roles) for nom, roles in ROLES_DES_AGENTS.items()},
    }
    monde.objets = _objets(monde, caisse, partenaire, maintenant)
    return monde


def _objets(monde: Monde, caisse: Caisse, partenaire: Partenaire, maintenant: datetime) -> dict[str, Any]:
    auteur = monde.comptes["technicien"]
    demande = _demande(
        auteur,
        caisse,
        partenaire,
        maintenant,
        etat=EtatDemande.TRANSMISE,
        reference="2026-691-K4T8QX",
        transmise_le=maintenant,
        echeance=maintenant + timedelta(hours=48),
        nom="Lemaire",
        prenom="Binta",
        date_naissance=date(1988, 3, 4),
    )
    demande.evenements.create(nature="transmission", survenu_le=maintenant, consigne_le=maintenant)
    DetailsMas.objects.create(demande=demande, date_saisine=maintenant.date(), cadres=["droits"])
    invite = _compte("invite", Profil.TECHNICIEN)
    convention = partenaire.parties.get(convention__nature=Nature.UTILISATION).convention
    inactifs = {
        profil.value: _compte(f"ancien-{profil}", profil, is_active=False)
        for profil in (Profil.TECHNICIEN, Profil.GESTIONNAIRE)
    }
    return {
        **objets_des_habilitations(caisse, partenaire, monde.comptes, inactifs, maintenant),
        **objets_de_la_convention(
            convention, monde.comptes["gestionnaire"], monde.comptes["conventions"], maintenant
        ),
        **objets_des_demandes(caisse, partenaire, monde.comptes, maintenant),
        "caisse": caisse,
        "partenaire": partenaire,
        "convention": convention,
        "projet": _projet(caisse, partenaire),
        "demande": demande,
        "brouillon": _demande(auteur, caisse, partenaire, maintenant),
        "piece_demande": _piece(demande, auteur, maintenant),
        "habilitation": auteur.habilitation,
        "invitation": Habilitation.objects.create(
            utilisateur=invite,
            partenaire=partenaire,
            profil=Profil.TECHNICIEN,
            creee_le=maintenant,
            invitation_expire_le=maintenant + timedelta(days=7),
        ),
    }


def _piece(demande: Demande, auteur: Utilisateur, maintenant: datetime) -> PieceDemande:
    piece = PieceJointe.objects.create(
        etat=EtatPiece.SAINE,
        caisse_id=demande.caisse_id,
        partenaire_id=demande.partenaire_id,
        auteur_id=auteur.pk,
        emplacement=ranger(b"%PDF-1.7 essai", maintenant),
        sha256="0" * 64,
        taille=14,
        type_detecte=TypePiece.PDF,
        deposee_le=maintenant,
        analysee_le=maintenant,
        version_signatures="essai",
    )
    return PieceDemande.objects.create(
        demande=demande, piece=piece, nature=NaturePieceDemande.CONSENTEMENT, numero=1
    )
