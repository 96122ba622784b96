"""What a story does not tell, written by the owner inside the portal (``Pile.preparer`` runs these lines there)."""

import datetime as dt
import time

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from conventions.enums import TypePartenaire
from conventions.models import Caisse, Convention, Partenaire
from conventions.services.referents import Personne, nommer_referent
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.comptes.models import Utilisateur, VersionCGU
from tests.factories.comptes import accepter
from tests.factories.conventions import creer_partenaire, relier
from tests.factories.habilitations import creer_gestionnaire, creer_technicien

UNE_HEURE_S = 3600


def oublier_les_mots_de_passe(identifiant: str = "") -> None:
    """Make an hour pass since open sessions typed their password.

    Args:
        identifiant: only the sessions of this account; those of all when empty.
    """
    comptes = {str(compte.pk) for compte in Utilisateur.objects.filter(identifiant=identifiant)}
    for ligne in Session.objects.all():
        session = SessionStore(ligne.session_key)
        methodes = session.get("account_authentication_methods")
        concernee = not identifiant or session.get("_auth_user_id") in comptes
        if methodes and concernee:
            session["account_authentication_methods"] = [
                {**methode, "at": time.time() - UNE_HEURE_S} for methode in methodes
            ]
            session.save()


def ouvrir_une_caf(nom: str, domaine: str, debut: str, technicien: str) -> None:
    """Open accounts of a Caf whose conventions are in force, with a référent on each side.

    Args:
        nom: of the Caf.
        domaine: its mail domain.
        debut: the day all signed, ISO.
        technicien: identifier of its technicien, whose password is that of the factories.
    """
    le = dt.date.fromisoformat(debut)
    caisse = Caisse.objects.get(code="691")
    caf = creer_partenaire(nom, domaines=[domaine], type=TypePartenaire.CAF, numero=_numero_libre())
    utilisation = relier(caisse, caf, signee_le=le, modele="locale-caf", effectif=12)
    _nommer_les_referents(utilisation.parente, domaine, le)
    comptes = [
        creer_gestionnaire(caf, identifiant=f"g{technicien[1:]}", courriel=f"gestion@{domaine}"),
        creer_technicien(caf, identifiant=technicien, courriel=f"terrain@{domaine}"),
    ]
    for compte in comptes:
        _accepter_les_cgu(compte)


def ouvrir_un_ccas(nom: str, domaine: str, *personnes: tuple[str, str, str]) -> None:
    """Open accounts of a CCAS whose convention d'utilisation is in force, conditions accepted.

    Args:
        nom: of the CCAS.
        domaine: its mail domain.
        personnes: identifier (``g-…`` or ``t-…``, it says the profile), first name, name; the address follows.
    """
    _ouvrir(TypePartenaire.CCAS, "locale-ccas", nom, domaine, personnes)


def ouvrir_une_tutelle(nom: str, domaine: str, *personnes: tuple[str, str, str]) -> None:
    """Open accounts of a service de tutelle, which may receive documents; arguments as ``ouvrir_un_ccas``."""
    _ouvrir(TypePartenaire.TUTELLE, "locale-association", nom, domaine, personnes)


def _ouvrir(
    type_: TypePartenaire, modele: str, nom: str, domaine: str, personnes: tuple[tuple[str, str, str], ...]
) -> None:
    structure = creer_partenaire(nom, domaines=[domaine], type=type_, numero=_numero_libre())
    relier(Caisse.objects.get(code="691"), structure, modele=modele)
    for identifiant, prenom, nom_de_famille in personnes:
        creer = creer_gestionnaire if identifiant.startswith("g-") else creer_technicien
        courriel = f"{prenom}.{nom_de_famille}@{domaine}".lower()
        _accepter_les_cgu(
            creer(structure, identifiant=identifiant, prenom=prenom, nom=nom_de_famille, courriel=courriel)
        )


def _numero_libre() -> str:
    pris = set(Partenaire.objects.values_list("numero", flat=True))
    return next(numero for numero in (f"{rang:04d}" for rang in range(9000, 9999)) if numero not in pris)


def _nommer_les_referents(metier: Convention | None, domaine: str, du: dt.date) -> None:
    if metier is None:
        raise LookupError
    for partie in metier.parties.order_by("pk"):
        courriel = "partenariats@cpam-rhone.example" if partie.caisse_id else f"referente@{domaine}"
        nommer_referent(
            acteur=ACTEUR_SYSTEME,
            partie=partie,
            personne=Personne(nom="Zoé Lambert", courriel=courriel),
            du=du,
        )


def _accepter_les_cgu(compte: Utilisateur) -> None:
    accepter(compte, VersionCGU.objects.latest("en_vigueur_le"))
