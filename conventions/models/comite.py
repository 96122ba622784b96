"""Comités de pilotage, work programme, points sent up to the national référents (CONV-09)."""

from django.db import models

from conventions.models.convention import Convention, Partie
from conventions.querysets import DeConventionQuerySet
from espace_partenaires.cles import AvecCle


class Comite(AvecCle):
    """A meeting of the comité de pilotage: planned, then held when its minutes are written."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="comites", verbose_name="convention"
    )
    date = models.DateField("date")
    lieu = models.CharField("lieu ou lien de la visioconférence", max_length=200, blank=True)
    ordre_du_jour = models.TextField("ordre du jour")
    compte_rendu = models.TextField("compte rendu", blank=True)
    tenu = models.BooleanField("s’est tenu", default=False)
    annule_motif = models.CharField("motif de l’annulation", max_length=200, blank=True)
    cree_le = models.DateTimeField("créé le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "comité de pilotage"
        verbose_name_plural = "comités de pilotage"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tenu=False) | ~models.Q(compte_rendu=""),
                name="conventions_comite_tenu_avec_compte_rendu",
                violation_error_message="Un comité tenu a son compte rendu.",
            ),
            models.CheckConstraint(
                condition=models.Q(tenu=False) | models.Q(annule_motif=""),
                name="conventions_comite_tenu_ou_annule",
                violation_error_message="Un comité annulé ne s’est pas tenu.",
            ),
        ]

    def __str__(self) -> str:
        return f"comité du {self.date}"


class ParticipantComite(models.Model):
    """Somebody invited to a comité, and whether the person came."""

    comite = models.ForeignKey(
        Comite, on_delete=models.CASCADE, related_name="participants", verbose_name="comité"
    )
    partie = models.ForeignKey(
        Partie, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partie"
    )
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    present = models.BooleanField("présent", default=True)

    class Meta:
        verbose_name = "participant à un comité"
        verbose_name_plural = "participants à un comité"

    def __str__(self) -> str:
        return f"participant {self.pk}"


class ObjectifDeTravail(AvecCle):
    """One line of the common work programme of a year."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="programme", verbose_name="convention"
    )
    annee = models.PositiveSmallIntegerField("année")
    objectif = models.CharField("objectif", max_length=300)
    resultat_attendu = models.TextField("résultat attendu")
    indicateur = models.CharField("indicateur", max_length=200, blank=True)
    echeance = models.DateField("échéance", null=True, blank=True)
    livrable = models.CharField("livrable", max_length=200, blank=True)
    avancement = models.TextField("où en est-on", blank=True)
    atteint_le = models.DateField("atteint le", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif du programme de travail"
        verbose_name_plural = "objectifs du programme de travail"

    def __str__(self) -> str:
        return self.objectif


class PointNational(AvecCle):
    """A point that a comité sends up to the national référents."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="points_nationaux", verbose_name="convention"
    )
    comite = models.ForeignKey(Comite, on_delete=models.CASCADE, related_name="points", verbose_name="comité")
    texte = models.TextField("point à traiter au niveau national")
    transmis_le = models.DateTimeField("transmis le")
    auteur_id = models.BigIntegerField("compte de l’auteur", null=True, blank=True)
    reponse = models.TextField("réponse du référent national", blank=True)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    repondu_par = models.BigIntegerField("compte qui a répondu", null=True, blank=True)

    objects = DeConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "point transmis aux référents nationaux"
        verbose_name_plural = "points transmis aux référents nationaux"

    def __str__(self) -> str:
        return f"point {self.pk}"
