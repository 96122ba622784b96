"""Meetings and permanences that an account may read, and the hours that are taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from signalements.enums import EtatDemande, EtatRendezVous, NatureFait
from signalements.models import (
    Creneau,
    Demande,
    DetailsRendezVous,
    EvenementDemande,
    Permanence,
    RendezVous,
)
from signalements.models.rendez_vous import ETATS_VIVANTS
from signalements.querysets import ETATS_OUVERTS
from signalements.rules.rendez_vous import Plage
from signalements.selectors.orientations import partenaires_a_qui_orienter

_SUR_L_ACCUEIL: Final = 10
ETATS_A_PLANIFIER: Final = (EtatDemande.TRANSMISE, EtatDemande.COMPLETEE, EtatDemande.EN_INSTRUCTION)
_JOINTS: Final = ("demande__caisse", "demande__partenaire", "agent", "creneau__permanence")


def permanences_visibles(acteur: Acteur) -> QuerySet[Permanence]:
    """Return what the actor may read, the twin in Python of the row-level policy (HAB-17, acces.md).

    Instructeurs and superviseurs: those of their caisse. A technicien: those held in its structure's premises
    by caisses whose conventions are in force.
    """
    if acteur.profil == Profil.AGENT and acteur.a_role("instructeur", "superviseur"):
        return Permanence.objects.filter(caisse__in=acteur.caisse_ids)
    if acteur.profil == Profil.TECHNICIEN and acteur.partenaire_id is not None:
        return Permanence.objects.filter(partenaire=acteur.partenaire_id, caisse__in=acteur.caisse_ids)
    return Permanence.objects.none()


def rendez_vous_visibles(acteur: Acteur) -> QuerySet[RendezVous]:
    """Return the meetings of the demandes that the actor may read (HAB-17)."""
    return RendezVous.objects.filter(demande__in=Demande.objects.visibles_par(acteur)).select_related(
        *_JOINTS
    )


def dernier_rendez_vous(demande: Demande) -> RendezVous | None:
    """Return the meeting that counts now, or the last there was: the others were replaced."""
    return RendezVous.objects.filter(demande=demande).select_related(*_JOINTS).order_by("-pk").first()


def raison_de_l_annulation(demande: Demande) -> str:
    """Return the coded reason of the last cancelled meeting, empty when there is none."""
    faits = EvenementDemande.objects.filter(demande=demande, nature=NatureFait.RENDEZ_VOUS_ANNULE)
    return faits.order_by("-pk").values_list("motif", flat=True).first() or ""


def demi_journees_souhaitees(demande: Demande) -> list[str]:
    """Return the half-days that suit the person, as last said; empty when nothing was."""
    voeux = DetailsRendezVous.objects.filter(demande=demande).values_list("demi_journees", flat=True)
    return voeux.first() or []


def a_confirmer(acteur: Acteur, maintenant: datetime | None = None) -> list[RendezVous]:
    """Return the meetings that wait for the technicien's answer, the nearest first (one query, ten rows at most).

    Each has ``demande`` (with ``caisse`` and ``partenaire``) loaded; the answer is given on the demande's page.

    Args:
        acteur: a technicien; anybody else has none.
        maintenant: moment of the reading (aware).

    Exigence: DEM-13, UX-06 (S1u 1.2)
    """
    if acteur.profil != Profil.TECHNICIEN:
        return []
    attendus = rendez_vous_visibles(acteur).filter(
        etat=EtatRendezVous.PROPOSE,
        debut__gt=maintenant or timezone.now(),
        demande__etat__in=ETATS_OUVERTS,
    )
    return list(attendus.order_by("debut", "pk")[:_SUR_L_ACCUEIL])


def creneaux_libres(
    acteur: Acteur, caisse_id: int | None = None, maintenant: datetime | None = None
) -> QuerySet[Creneau]:
    """Return the slots nobody has booked, to come, in the premises of the actor's structure, by hour.

    Each has ``permanence`` and its ``caisse`` loaded.

    Args:
        acteur: a technicien.
        caisse_id: only those of this caisse.
        maintenant: moment of the reading (aware).

    Exigence: DEM-13, HAB-17 (S1u 1.2)
    """
    permanences = permanences_visibles(acteur).filter(annulee_le__isnull=True)
    if caisse_id is not None:
        permanences = permanences.filter(caisse=caisse_id)
    pris = RendezVous.objects.filter(creneau=OuterRef("pk"), etat__in=ETATS_VIVANTS)
    libres = Creneau.objects.filter(
        ~Exists(pris), permanence__in=permanences, debut__gt=maintenant or timezone.now()
    )
    return libres.select_related("permanence__caisse").order_by("debut", "pk")


def heures_prises(agent_id: int, entre: Plage, *, sauf: int | None = None) -> list[Plage]:
    """Return when an agent is taken, by its meetings and its permanences, in the order of the hours.

    Args:
        agent_id: the agent.
        entre: between which moments.
        sauf: a meeting that is about to be replaced.

    Exigence: DEM-13 (S1u 1.2)
    """
    croise = Q(debut__lt=entre.fin, fin__gt=entre.debut)
    rendez_vous = RendezVous.objects.filter(croise, agent=agent_id, etat__in=ETATS_VIVANTS).exclude(
        pk=sauf or 0
    )
    permanences = Permanence.objects.filter(croise, agent=agent_id, annulee_le__isnull=True)
    prises = [*rendez_vous.values_list("debut", "fin"), *permanences.values_list("debut", "fin")]
    return [Plage(debut, fin) for debut, fin in sorted(prises)]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a caisse, or one agent, has in some days."""

    rendez_vous: list[RendezVous]
    permanences: list[Permanence]


def agenda(acteur: Acteur, entre: Plage, *, seulement_moi: bool) -> Agenda:
    """Return the meetings and permanences of the actor's caisse between two moments (three queries).

    Meetings declined, moved or cancelled are left out; a permanence has its slots under ``creneaux_pris``.

    Args:
        acteur: an instructeur or superviseur.
        entre: between which moments.
        seulement_moi: only what the actor holds itself.

    Exigence: DEM-13 (S1u 1.2)
    """
    croise = Q(debut__lt=entre.fin, debut__gte=entre.debut)
    qui = Q(agent=acteur.utilisateur_id) if seulement_moi else Q()
    passes = [EtatRendezVous.DECLINE, EtatRendezVous.DEPLACE, EtatRendezVous.ANNULE]
    rendez_vous = rendez_vous_visibles(acteur).filter(croise, qui).exclude(etat__in=passes)
    permanences = permanences_visibles(acteur).filter(croise, qui, annulee_le__isnull=True)
    return Agenda(
        list(rendez_vous.order_by("debut", "pk")),
        list(
            avec_leurs_creneaux(permanences.select_related("caisse", "partenaire", "agent")).order_by(
                "debut", "pk"
            )
        ),
    )


def avec_leurs_creneaux(permanences: QuerySet[Permanence]) -> QuerySet[Permanence]:
    """Load the slots of permanences, each annotated ``pris`` (one query for all)."""
    pris = RendezVous.objects.filter(creneau=OuterRef("pk"), etat__in=ETATS_VIVANTS)
    creneaux = Creneau.objects.annotate(pris=Exists(pris)).order_by("debut")
    return permanences.prefetch_related(Prefetch("creneaux", queryset=creneaux))


def rendez_vous_d_un_creneau(permanence_id: int) -> QuerySet[RendezVous]:
    """Return the living meetings booked in a permanence."""
    return RendezVous.objects.filter(creneau__permanence=permanence_id, etat__in=ETATS_VIVANTS)


def a_rappeler(entre: Plage) -> QuerySet[RendezVous]:
    """Return the confirmed meetings that begin between two moments, of demandes that have not ended."""
    return (
        RendezVous.objects.filter(
            etat=EtatRendezVous.CONFIRME,
            debut__gte=entre.debut,
            debut__lt=entre.fin,
            demande__etat__in=ETATS_OUVERTS,
        )
        .select_related(*_JOINTS, "demande__auteur", "demande__agent")
        .order_by("pk")
    )


def demandes_a_reserver(acteur: Acteur) -> list[Demande]:
    """Return the structure's demandes of kind rendez_vous with no living meeting, the oldest first, ten at most.

    Args:
        acteur: a technicien.

    Exigence: DEM-13 (S1u 1.2)
    """
    vivants = RendezVous.objects.filter(demande=OuterRef("pk"), etat__in=ETATS_VIVANTS)
    demandes = Demande.objects.visibles_par(acteur).filter(
        ~Exists(vivants), nature=Service.RENDEZ_VOUS, etat__in=ETATS_A_PLANIFIER
    )
    return list(demandes.select_related("caisse").order_by("transmise_le", "pk")[:_SUR_L_ACCUEIL])


def partenaires_en_vigueur(caisse_id: int, maintenant: datetime) -> list[tuple[int, str]]:
    """Return the partenaires whose conventions with a caisse are in force, by name (one query).

    Args:
        caisse_id: the caisse.
        maintenant: the moment (aware), read where each caisse is.

    Exigence: CONV-14, CONV-15, DEM-13 (S1u 2.2.3)
    """
    return list(partenaires_a_qui_orienter(caisse_id, maintenant).values_list("pk", "libelle"))
