"""What happens between the parties of a convention: evaluation, thread, uses of a name, the end, warnings."""

from django.db import models

from conventions.enums import CodeAvertissement, ObjetUsage, ReponseUsage
from conventions.models.convention import Convention, Partie
from conventions.querysets import DeConventionQuerySet
from espace_partenaires.cles import AvecCle


class EvaluationPartagee(AvecCle):
    """A shared evaluation of a convention, dated (CONV-17)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="evaluations", verbose_name="convention"
    )
    tenue_le = models.DateField("tenue le")
    synthese = models.TextField("synthèse")
    points_forts = models.TextField("points forts", blank=True)
    points_a_ameliorer = models.TextField("points à améliorer", blank=True)
    suite = models.TextField("suites décidées", blank=True)
    consignee_le = models.DateTimeField("consignée le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation partagée"
        verbose_name_plural = "évaluations partagées"

    def __str__(self) -> str:
        return f"évaluation du {self.tenue_le}"


class MessageConvention(AvecCle):
    """A message between the référents of a convention: one thread, no data of an assuré (CONV-19)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="messages", verbose_name="convention"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partie"
    )
    auteur_id = models.BigIntegerField("compte de l’auteur")
    signature = models.CharField("nom affiché de l’auteur", max_length=120)
    texte = models.TextField("message")
    ecrit_le = models.DateTimeField("écrit le")

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "message entre référents"
        verbose_name_plural = "messages entre référents"
        indexes = [models.Index(fields=["convention", "-ecrit_le"], name="conventions_fil")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class DemandeUsage(AvecCle):
    """A party asks to use another's name, logo or study (CONV-23)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="usages", verbose_name="convention"
    )
    demandeuse = models.ForeignKey(
        Partie, on_delete=models.PROTECT, related_name="usages_demandes", verbose_name="partie qui demande"
    )
    titulaire = models.ForeignKey(
        Partie, on_delete=models.PROTECT, related_name="usages_recus", verbose_name="partie sollicitée"
    )
    objet = models.CharField("objet", max_length=10, choices=ObjetUsage)
    support = models.TextField("support et usage prévus")
    demandee_le = models.DateTimeField("demandée le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=10, choices=ReponseUsage, default=ReponseUsage.ATTENTE)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    repondue_par = models.BigIntegerField("compte qui a répondu", null=True, blank=True)
    motif = models.TextField("motif ou conditions", blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "demande d’usage"
        verbose_name_plural = "demandes d’usage"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(demandeuse=models.F("titulaire")),
                name="conventions_usage_d_un_autre",
                violation_error_message="Une partie ne se demande rien à elle-même.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reponse__in=["accord", "refus"]) | models.Q(repondue_le__isnull=False),
                name="conventions_usage_repondu_date",
                violation_error_message="Une réponse est datée.",
            ),
        ]

    def __str__(self) -> str:
        return f"usage {self.pk}"


class AttestationDestruction(AvecCle):
    """A partenaire is asked, at the end, to attest that it destroyed the personal data (CONV-13)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="attestations", verbose_name="convention"
    )
    partie = models.ForeignKey(Partie, on_delete=models.PROTECT, related_name="+", verbose_name="partenaire")
    demandee_le = models.DateTimeField("demandée le")
    empreinte_du_lien = models.CharField("empreinte du lien envoyé", max_length=64, blank=True)
    version_du_texte = models.PositiveSmallIntegerField("version du texte", default=1)
    attestee_le = models.DateTimeField("attestée le", null=True, blank=True)
    nom = models.CharField("nom de la personne qui atteste", max_length=120, blank=True)
    qualite = models.CharField("qualité de cette personne", max_length=120, blank=True)
    detruites_le = models.DateField("données détruites le", null=True, blank=True)
    auteur_id = models.BigIntegerField("compte qui l’a consignée", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "attestation de destruction"
        verbose_name_plural = "attestations de destruction"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "partie"],
                name="conventions_attestation_une_fois",
                violation_error_message="L’attestation est déjà demandée à ce partenaire.",
            ),
            models.CheckConstraint(
                condition=models.Q(attestee_le__isnull=True)
                | ~models.Q(nom="") & models.Q(detruites_le__isnull=False),
                name="conventions_attestation_signee",
                violation_error_message="Une attestation dit qui atteste, et de quel jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"attestation {self.pk}"


class Avertissement(models.Model):
    """A warning of the calendar, written once per convention and date (CONV-04)."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="avertissements", verbose_name="convention"
    )
    code = models.CharField("code", max_length=25, choices=CodeAvertissement)
    echeance = models.DateField("date annoncée")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "avertissement"
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "code", "echeance"],
                name="conventions_avertissement_une_fois",
                violation_error_message="Cet avertissement est déjà parti.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.echeance}"
