"""What opens an account of the demonstration: a person, the service that creates it, its first sign-in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur, acteur_de
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.comptes.services.cgu import accepter_cgu, version_en_vigueur
from espace_partenaires.comptes.services.invitations import activer_compte, inviter
from espace_partenaires.notifications.models import Courriel
from habilitations.models import Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.techniciens import creer_technicien

MOT_DE_PASSE: Final = "quatre tilleuls au bord du canal"
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


def creer_un_technicien(
    acteur: Acteur, partenaire: Partenaire, qui: Personne, formation: date | None = None
) -> Habilitation:
    """Create a technicien with everything certified; its invitation waits."""
    return creer_technicien(
        acteur=acteur,
        partenaire_id=partenaire.pk,
        certifications=list(CERTIFICATIONS),
        formation_detection_le=formation,
        **qui.identite(),
    )


def ouvrir(habilitation: Habilitation, *, il_y_a: int) -> Acteur:
    """Open an account of a partner, as if it had been done some days ago."""
    acteur = premiere_connexion(habilitation.utilisateur)
    le = timezone.now() - timedelta(days=il_y_a)
    Habilitation.objects.filter(pk=habilitation.pk).update(creee_le=le, activee_le=le + timedelta(hours=2))
    return acteur


def premiere_connexion(utilisateur: Utilisateur) -> Acteur:
    """Do what the person does with the mail: choose a password, accept the CGU; the mail goes with it."""
    _, lien = inviter(acteur=ADMINISTRATION, utilisateur=utilisateur)
    utilisateur = activer_compte(secret=lien.rstrip("/").rsplit("/", 1)[1], mot_de_passe=MOT_DE_PASSE)
    Courriel.objects.filter(destinataire=utilisateur).delete()
    maintenant: datetime = timezone.now()
    acteur, version = acteur_de(utilisateur, maintenant), version_en_vigueur(maintenant)
    if version is not None:
        accepter_cgu(acteur=acteur, numero=version.numero, maintenant=maintenant)
    return acteur
