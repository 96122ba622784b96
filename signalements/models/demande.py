"""The demande: who asks, for whom, where it is."""

from django.db import models

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from espace_partenaires.cles import AvecCle
from espace_partenaires.comptes.enums import Civilite
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import EtatDemande, RaisonDoublon
from signalements.models.motif import Motif
from signalements.querysets import ETATS_OUVERTS, DemandeQuerySet

_OUVERTES = [etat.value for etat in ETATS_OUVERTS]


class Demande(AvecCle):
    """A demande of a partenaire to a caisse.

    The assuré's identity lives here, in these columns, and nowhere else (DEM-02): never a NIR. A draft
    keeps what was typed, raw, in ``saisie``, readable by its author only and emptied on transmission.
    ``etat``, ``regle`` (which legal clock applies), ``echeance`` and ``close_le`` are projections of the facts,
    re-checked by replay. ``nom_plie`` and ``prenom_plie`` are the names without accents, case or hyphens, for
    doubles and search by name; they leave with the names.
    """

    nature = models.CharField("nature", max_length=20, choices=Service)
    reference = models.CharField("référence", max_length=16, unique=True, null=True, blank=True)
    caisse = models.ForeignKey(
        Caisse, on_delete=models.PROTECT, related_name="demandes", verbose_name="caisse"
    )
    partenaire = models.ForeignKey(
        Partenaire, on_delete=models.PROTECT, related_name="demandes", verbose_name="partenaire"
    )
    auteur = models.ForeignKey(
        Utilisateur, on_delete=models.PROTECT, related_name="demandes", verbose_name="auteur"
    )
    agent = models.ForeignKey(
        Utilisateur,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes_suivies",
        verbose_name="agent",
    )
    etat = models.CharField("état", max_length=20, choices=EtatDemande, default=EtatDemande.BROUILLON)
    version = models.PositiveIntegerField("version", default=0)
    cree_le = models.DateTimeField("créée le")
    modifiee_le = models.DateTimeField("modifiée le")
    transmise_le = models.DateTimeField("transmise le", null=True, blank=True)
    echeance = models.DateTimeField("échéance", null=True, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)
    regle = models.CharField("délai qui s’applique", max_length=20, blank=True)
    motif = models.ForeignKey(
        Motif, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="motif"
    )

    saisie = models.JSONField("saisie du brouillon", default=dict, blank=True)

    civilite = models.CharField("civilité", max_length=3, choices=Civilite, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom_plie = models.CharField("nom, pour le comparer", max_length=80, blank=True)
    prenom_plie = models.CharField("prénom, pour le comparer", max_length=80, blank=True)
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    departement = models.CharField("département de résidence", max_length=3, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    telephone_de_proche = models.BooleanField("numéro d’un proche", default=False)
    courriel = models.EmailField("courriel", max_length=254, blank=True)

    regime_general_declare_le = models.DateTimeField("régime général déclaré le", null=True, blank=True)
    information_certifiee_le = models.DateTimeField(
        "information de la personne certifiée le", null=True, blank=True
    )
    accord_suivi = models.BooleanField(
        "la personne accepte que la suite soit communiquée au partenaire", default=False
    )

    raison_doublon = models.CharField(
        "pourquoi malgré une demande ouverte", max_length=20, choices=RaisonDoublon, blank=True
    )

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat="brouillon", reference__isnull=True, transmise_le__isnull=True)
                | (
                    ~models.Q(etat="brouillon")
                    & models.Q(reference__isnull=False, transmise_le__isnull=False)
                ),
                name="signalements_reference_a_la_transmission",
                violation_error_message="Une demande reçoit sa référence quand elle est transmise.",
            ),
            models.CheckConstraint(
                condition=models.Q(etat="brouillon") | models.Q(saisie={}),
                name="signalements_saisie_videe_a_la_transmission",
            ),
            models.CheckConstraint(
                condition=models.Q(etat="brouillon")
                | models.Q(nature="signalement")
                | models.Q(motif__isnull=False),
                name="signalements_motif_a_la_transmission",
                violation_error_message="Choisissez le motif de la demande.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat="brouillon")
                | models.Q(nom="", prenom="", nom_plie="", prenom_plie="", date_naissance__isnull=True),
                name="signalements_identite_absente_du_brouillon",
            ),
        ]
        indexes = [
            models.Index(
                fields=["caisse", "echeance", "id"],
                name="signalements_a_traiter",
                condition=models.Q(etat__in=_OUVERTES),
            ),
            models.Index(
                fields=["partenaire", "-transmise_le", "-id"],
                name="signalements_historique",
                condition=~models.Q(etat="brouillon"),
            ),
            models.Index(
                fields=["auteur", "-modifiee_le"],
                name="signalements_brouillons",
                condition=models.Q(etat="brouillon"),
            ),
            models.Index(
                fields=["modifiee_le"],
                name="signalements_vieux_brouillons",
                condition=models.Q(etat="brouillon"),
            ),
            models.Index(
                fields=["caisse", "-transmise_le", "-id"],
                name="signalements_recues",
                condition=~models.Q(etat="brouillon"),
            ),
            models.Index(
                fields=["caisse", "-close_le", "-id"],
                name="signalements_closes",
                condition=models.Q(close_le__isnull=False),
            ),
            models.Index(
                fields=["agent", "echeance", "id"],
                name="signalements_suivies",
                condition=models.Q(etat__in=_OUVERTES),
            ),
            # Equality only: under row-level security, PostgreSQL reads an index for nothing else on texts.
            models.Index(
                fields=["partenaire", "nom_plie", "prenom_plie", "date_naissance"],
                name="signalements_memes_personnes",
                condition=~models.Q(nom_plie=""),
            ),
            models.Index(
                fields=["caisse", "nom_plie", "prenom_plie"],
                name="signalements_par_nom",
                condition=~models.Q(nom_plie=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference or f"brouillon {self.pk}"
