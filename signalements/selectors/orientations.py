"""Persons entrusted by a caisse to a partenaire: who reads them, and whom they may be sent to (DEM-18)."""

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from conventions.enums import Nature
from conventions.models import Convention, CoupureAcces, Partenaire, Partie
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import EtatOrientation
from signalements.models import Demande, Orientation
from signalements.permissions import peut_ouvrir_le_bureau


def orientations_de(acteur: Acteur) -> QuerySet[Orientation]:
    """Return what the actor may read, the twin in Python of the row-level policy (HAB-17, acces.md).

    Instructeurs and superviseurs read their caisse's; a technicien those sent to its structure by caisses whose
    conventions are in force, withdrawn ones apart.

    Exigence: DEM-18, HAB-17 (S4 a5 § 3)
    """
    if acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
        recues = Orientation.objects.filter(partenaire=acteur.partenaire_id, caisse__in=acteur.caisse_ids)
        return recues.exclude(etat=EtatOrientation.RETIREE)
    if peut_ouvrir_le_bureau(acteur):
        return Orientation.objects.filter(caisse__in=acteur.caisse_ids)
    return Orientation.objects.none()


def orientations_d_une_demande(acteur: Acteur, demande: Demande) -> QuerySet[Orientation]:
    """Return where the person of a demande was entrusted, the first sent first; what was withdrawn apart.

    Args:
        acteur: who reads; each with its ``partenaire``.
        demande: in its scope.

    Exigence: DEM-18 (S4 a5 § 3)
    """
    envoyees = orientations_de(acteur).filter(demande=demande).exclude(etat=EtatOrientation.RETIREE)
    return envoyees.select_related("partenaire").order_by("envoyee_le", "pk")


def orientations_a_lire(acteur: Acteur) -> QuerySet[Orientation]:
    """Return the orientations of a list: those that wait first, then the latest."""
    attente = Case(
        When(etat=EtatOrientation.EN_ATTENTE, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    jointes = orientations_de(acteur).select_related(
        "caisse", "partenaire", "auteur", "demande", "repondue_par"
    )
    return jointes.order_by(attente, "-envoyee_le", "-pk")


def nombre_en_attente(acteur: Acteur) -> int:
    """Count the orientations that wait for an answer."""
    return orientations_de(acteur).filter(etat=EtatOrientation.EN_ATTENTE).count()


def partenaires_a_qui_orienter(caisse_id: int, maintenant: datetime) -> QuerySet[Partenaire]:
    """Return the partenaires whose rights with this caisse run at this moment, by name.

    Args:
        caisse_id: the agent's caisse.
        maintenant: the moment (aware).

    Exigence: DEM-18, CONV-14, CONV-15
    """
    utilisations = Convention.objects.filter(nature=Nature.UTILISATION, parties__caisse=caisse_id)
    parties = Partie.objects.filter(
        convention__in=utilisations.en_vigueur(maintenant).values("pk"), partenaire__isnull=False
    )
    coupes = CoupureAcces.objects.filter(caisse=caisse_id, retablie_le__isnull=True)
    lies = Partenaire.objects.filter(pk__in=parties.values("partenaire"))
    return lies.exclude(pk__in=coupes.values("partenaire")).order_by("libelle", "pk")
