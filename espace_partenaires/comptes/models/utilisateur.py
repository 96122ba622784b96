"""The account."""

from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.enums import Civilite, Profil

# What screens show of an erased account, in the place of a name.
NOM_EFFACE: Final = "Compte effacé"


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """Creation of accounts; a superuser only by the command line."""

    def create_user(self, identifiant: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        """Create an account; without a password nobody can sign in with it."""
        utilisateur = self.model(identifiant=identifiant.lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.full_clean(exclude=["password"])
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, identifiant: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        """Create a national admin (the first one is made by ``manage.py createsuperuser``)."""
        return self.create_user(
            identifiant, password, is_staff=True, is_superuser=True, profil=Profil.ADMINISTRATEUR, **champs
        )


class Utilisateur(AvecCle, AbstractBaseUser, PermissionsMixin):
    """One account: one profile, in one partenaire or one caisse, for life (HAB-01).

    Whether it may act is computed (``acteur_de``). ``is_active`` follows the state of the habilitation
    and is written by the same service.
    """

    identifiant = models.CharField(
        "identifiant",
        max_length=60,
        unique=True,
        error_messages={"unique": "Cet identifiant est déjà pris."},
    )
    profil = models.CharField("profil", max_length=20, choices=Profil)
    civilite = models.CharField("civilité", max_length=3, choices=Civilite, blank=True)
    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("courriel professionnel", max_length=254)
    telephone = models.CharField("téléphone professionnel", max_length=20, blank=True)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accède à l’administration technique", default=False)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    # Agents and admins only: the end of a partner's account is a fact of its habilitation.
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)
    efface_le = models.DateTimeField("effacé le", null=True, blank=True)

    USERNAME_FIELD = "identifiant"
    EMAIL_FIELD = "courriel"
    REQUIRED_FIELDS = ["courriel", "nom", "prenom"]

    objects = UtilisateurManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            # One spelling only: sign-in ignores capitals, so must uniqueness.
            models.CheckConstraint(
                condition=models.Q(identifiant=Lower("identifiant")),
                name="comptes_identifiant_en_minuscules",
                violation_error_message="L’identifiant s’écrit en minuscules.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_staff=False) | models.Q(profil=Profil.ADMINISTRATEUR),
                name="comptes_administration_par_les_administrateurs",
                violation_error_message="Seul un administrateur national accède à l’administration technique.",
            ),
            models.CheckConstraint(
                condition=models.Q(ferme_le=None)
                | models.Q(is_active=False, profil__in=[Profil.AGENT, Profil.ADMINISTRATEUR]),
                name="comptes_fermeture",
                violation_error_message="Un compte fermé est inactif, et n’est pas celui d’un partenaire.",
            ),
            # What stays of an erased account has no name (HAB-14).
            models.CheckConstraint(
                condition=models.Q(efface_le=None)
                | models.Q(
                    is_active=False,
                    civilite="",
                    prenom="",
                    fonction="",
                    courriel="",
                    telephone="",
                    nom=NOM_EFFACE,
                ),
                name="comptes_efface_sans_nom",
                violation_error_message="Un compte effacé ne garde aucune donnée de la personne.",
            ),
        ]

    def __str__(self) -> str:
        return self.identifiant

    @property
    def nom_complet(self) -> str:
        """First name and name, for screens."""
        return f"{self.prenom} {self.nom}".strip()
