"""The outbox: a mail is a row first."""

import uuid
from typing import Final

from django.db import models

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.enums import EtatCourriel

LONGUEUR_OBJET: Final = 200


class Courriel(models.Model):
    """One message to one person. Its text is emptied once sent: it may hold a one-time link.

    The key is drawn by us: it is also the Message-ID, the same at every attempt. Messages that are not urgent
    may leave several in one mail: ``groupe`` is then the Message-ID of all of them (UX-07).
    """

    id = models.UUIDField("clé", primary_key=True, default=uuid.uuid4, editable=False)
    message = models.CharField("type de message", max_length=60)
    destinataire = models.ForeignKey(
        Utilisateur,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="courriels_recus",
        verbose_name="compte destinataire",
    )
    adresse = models.EmailField("adresse", max_length=254, blank=True)
    objet = models.CharField("objet", max_length=LONGUEUR_OBJET)
    texte = models.TextField("corps en texte", blank=True)
    html = models.TextField("corps en HTML", blank=True)
    lien = models.CharField("lien", max_length=500, blank=True)
    urgent = models.BooleanField("urgent", default=False)
    cle_unicite = models.CharField("clé d’unicité", max_length=200, unique=True)
    etat = models.CharField("état", max_length=10, choices=EtatCourriel, default=EtatCourriel.A_ENVOYER)
    cree_le = models.DateTimeField("créé le")
    prochaine_tentative_le = models.DateTimeField("prochaine tentative le")
    bail_jusqu_a = models.DateTimeField("bail d’envoi jusqu’à", null=True, blank=True)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    derniere_erreur = models.CharField("dernière erreur", max_length=60, blank=True)
    groupe = models.UUIDField("envoyé avec d’autres sous ce numéro", null=True, blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destinataire__isnull=False, adresse="")
                | (models.Q(destinataire__isnull=True) & ~models.Q(adresse="")),
                name="notifications_un_destinataire",
                violation_error_message="Un courriel part vers un compte ou vers une adresse, l’un des deux.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatCourriel.ENVOYE)
                | models.Q(texte="", html="", lien="", envoye_le__isnull=False),
                name="notifications_corps_vide_apres_envoi",
                violation_error_message="Le texte d’un courriel est effacé dès son envoi.",
            ),
            models.CheckConstraint(
                condition=~models.Q(etat=EtatCourriel.EN_ENVOI) | models.Q(bail_jusqu_a__isnull=False),
                name="notifications_envoi_sous_bail",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-urgent", "prochaine_tentative_le"],
                name="notifications_a_envoyer",
                condition=models.Q(etat__in=["a_envoyer", "en_envoi"]),
            ),
            models.Index(
                fields=["groupe"],
                name="notifications_groupes",
                condition=models.Q(groupe__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.pk}"
