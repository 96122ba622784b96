"""The journal and its seals. No foreign key: an entry outlives what it speaks of."""

from django.db import models

from espace_partenaires.cles import AvecCle


class TransactionCourante(models.Func):
    """The identifier of the current transaction, on 64 bits."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class LigneeCourante(models.Func):
    """The identifier of the PostgreSQL cluster: transaction numbers start again in another one."""

    template = "(pg_control_system()).system_identifier"
    output_field = models.BigIntegerField()


class Evenement(AvecCle):
    """Who did what, to what, when, from where. Codes and identifiers only, nothing about an assuré.

    Append-only by grants and by a trigger, which also sets ``transaction_id`` and ``lignee`` itself.
    """

    action = models.CharField("action", max_length=60)
    survenu_le = models.DateTimeField("survenu le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    profil = models.CharField("profil de l’auteur", max_length=20, blank=True)
    adresse = models.GenericIPAddressField("adresse", null=True, blank=True)
    objet_type = models.CharField("type d’objet", max_length=60, blank=True)
    objet_id = models.BigIntegerField("objet", null=True, blank=True)
    caisse_id = models.BigIntegerField("caisse", null=True, blank=True)
    partenaire_id = models.BigIntegerField("partenaire", null=True, blank=True)
    details = models.JSONField("détails codés", default=dict, blank=True)
    transaction_id = models.BigIntegerField("transaction", db_default=TransactionCourante(), editable=False)
    lignee = models.BigIntegerField("lignée de la base", db_default=LigneeCourante(), editable=False)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        indexes = [
            models.Index(fields=["lignee", "transaction_id", "id"], name="journal_a_sceller"),
            models.Index(fields=["caisse_id", "-survenu_le", "-id"], name="journal_par_caisse"),
            models.Index(fields=["objet_type", "objet_id"], name="journal_par_objet"),
            # What one account did, gathered after an incident (HAB-12).
            models.Index(fields=["auteur_id", "-survenu_le"], name="journal_par_auteur"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class Sceau(models.Model):
    """A seal over every entry of the transactions ``debut`` (included) to ``fin`` (excluded).

    Each takes the digest of the one before; entries erased at their term leave their digest here, so the
    chain stays verifiable.
    """

    numero = models.PositiveBigIntegerField("numéro", unique=True)
    lignee = models.BigIntegerField("lignée de la base")
    debut = models.BigIntegerField("première transaction")
    fin = models.BigIntegerField("transaction suivante")
    nombre = models.PositiveBigIntegerField("nombre d’entrées")
    derniere_le = models.DateTimeField("date de la dernière entrée")
    empreinte_entrees = models.CharField("empreinte des entrées", max_length=64)
    precedente = models.CharField("empreinte du sceau précédent", max_length=64)
    empreinte = models.CharField("empreinte", max_length=64)
    scelle_le = models.DateTimeField("scellé le")
    effacees_le = models.DateTimeField("entrées effacées le", null=True, blank=True)

    class Meta:
        verbose_name = "sceau"
        verbose_name_plural = "sceaux"
        ordering = ["numero"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fin__gt=models.F("debut"), nombre__gt=0), name="journal_sceau_non_vide"
            ),
        ]

    def __str__(self) -> str:
        return f"sceau {self.numero}"
