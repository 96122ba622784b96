"""Views of the agents' work list: what each holds, and by which moment it is sorted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, TextChoices, When
from django.db.models.expressions import Combinable

from conventions.enums import Service
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import Cote, EtatDemande, NatureFait
from signalements.models import EvenementDemande
from signalements.querysets import ETATS_CHEZ_LE_PARTENAIRE, ETATS_OUVERTS, DemandeQuerySet
from signalements.selectors.attentes import PREUVE_ATTENDUE, avec_attentes

# « Due soon »: a signalement has 48 hours in all; the others are seen three days before.
BIENTOT_MAS: Final = timedelta(hours=48)
BIENTOT: Final = timedelta(days=3)
# A calendar day lasts until midnight: its last second is not late.
_UNE_SECONDE: Final = timedelta(seconds=1)
_APRES_LES_AUTRES: Final = timedelta(days=36500)

_MAS: Final = Q(nature=Service.SIGNALEMENT)
_RENDEZ_VOUS: Final = Q(nature=Service.RENDEZ_VOUS)
# Where each kind's clock still runs. Elsewhere the stored deadline is the one that was met, or missed.
_COURT_MAS: Final = _MAS & Q(etat=EtatDemande.TRANSMISE)
_COURT_AUTRES: Final = ~_MAS & (~_RENDEZ_VOUS | Q(etat__in=[EtatDemande.TRANSMISE, EtatDemande.COMPLETEE]))
DELAI_QUI_COURT: Final = Q(echeance__isnull=False, etat__in=ETATS_OUVERTS) & (_COURT_MAS | _COURT_AUTRES)


class Vue(TextChoices):
    """Views of the agents' work list."""

    MIENNES = "miennes", "Mes demandes"
    A_PRENDRE = "a_prendre", "À prendre ou à lire"
    COMPLETEES = "completees", "Complétées, à relire"
    ECHEANCE = "echeance", "Échéance proche"
    EN_RETARD = "en_retard", "En retard"
    SANS_AGENT = "sans_agent", "Sans agent"
    INSTRUCTION = "instruction", "En instruction"
    SUIVIES = "suivies", "En accompagnement"
    PARTENAIRE = "partenaire", "Chez le partenaire"
    PREUVE = "preuve", "Preuve attendue"
    OUVERTES = "ouvertes", "Toutes les ouvertes"
    CLOSES = "closes", "Terminées"


@dataclass(frozen=True, slots=True)
class Lecteur:
    """Who reads the list, and when.

    Attributes:
        utilisateur_id: the agent.
        remplaces: the absent agents it stands in for today.
        maintenant: moment that lateness is judged at.
    """

    utilisateur_id: int
    remplaces: tuple[int, ...]
    maintenant: datetime

    @property
    def les_siennes(self) -> tuple[int, ...]:
        """The agents whose demandes are this reader's work today."""
        return (self.utilisateur_id, *self.remplaces)


Filtre = Callable[[DemandeQuerySet, Lecteur], DemandeQuerySet]


def _a_prendre(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(etat=EtatDemande.TRANSMISE, echeance__isnull=False)


def _completees(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(etat=EtatDemande.COMPLETEE, echeance__isnull=False)


def en_retard(maintenant: datetime) -> Q:
    """Return the condition of a clock that runs past its deadline.

    Exigence: DEM-19 (S4 a2, a3)
    """
    passee = Q(_MAS, echeance__lt=maintenant) | Q(~_MAS, echeance__lte=maintenant - _UNE_SECONDE)
    return DELAI_QUI_COURT & Q(echeance__lt=maintenant) & passee


def proche(maintenant: datetime) -> Q:
    """Return the condition of a clock that is late or soon will be: 48 hours (signalement), else three days.

    Exigence: DEM-19 (S4 a2, a3)
    """
    bientot = Q(_MAS, echeance__lte=maintenant + BIENTOT_MAS) | Q(~_MAS)
    return DELAI_QUI_COURT & Q(echeance__lte=maintenant + BIENTOT) & bientot


def _echeance(demandes: DemandeQuerySet, lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(proche(lecteur.maintenant))


def _en_retard(demandes: DemandeQuerySet, lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(en_retard(lecteur.maintenant))


def _miennes(demandes: DemandeQuerySet, lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.ouvertes().filter(agent_id__in=lecteur.les_siennes)


def sans_agent() -> Q:
    """Return the condition of a demande that no active account follows.

    The accounts that ended are read apart: joined, every account is compared with every row.
    """
    parties = Utilisateur.objects.filter(is_active=False).values("pk")
    return Q(agent__isnull=True) | Q(agent__in=parties)


def _sans_agent(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    # Whose agent left, or closed, is nobody's: the caisse takes it up (HAB-16).
    return demandes.ouvertes().filter(sans_agent())


def _instruction(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(
        etat__in=[EtatDemande.COMPLETE, EtatDemande.EN_INSTRUCTION], echeance__isnull=False
    )


def _suivies(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(
        etat__in=[EtatDemande.PRISE_EN_CHARGE, EtatDemande.ACCOMPAGNEMENT], echeance__isnull=False
    )


def _partenaire(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(etat__in=ETATS_CHEZ_LE_PARTENAIRE)


def _preuve(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    # From the few facts: asked of each open demande, the same question takes seconds.
    demandees = EvenementDemande.objects.filter(nature=NatureFait.PREUVE_DEMANDEE).values("demande")
    concernees = demandes.ouvertes().filter(pk__in=demandees)
    return avec_attentes(concernees, Cote.CAISSE).filter(PREUVE_ATTENDUE)


def _ouvertes(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.ouvertes()


def _closes(demandes: DemandeQuerySet, _lecteur: Lecteur) -> DemandeQuerySet:
    return demandes.filter(close_le__isnull=False)


VUES: Final[dict[str, Filtre]] = {
    Vue.MIENNES: _miennes,
    Vue.A_PRENDRE: _a_prendre,
    Vue.COMPLETEES: _completees,
    Vue.ECHEANCE: _echeance,
    Vue.EN_RETARD: _en_retard,
    Vue.SANS_AGENT: _sans_agent,
    Vue.INSTRUCTION: _instruction,
    Vue.SUIVIES: _suivies,
    Vue.PARTENAIRE: _partenaire,
    Vue.PREUVE: _preuve,
    Vue.OUVERTES: _ouvertes,
    Vue.CLOSES: _closes,
}
# These hold demandes whose clock does not run: those come after, the oldest first.
_MELEES: Final = frozenset({Vue.MIENNES, Vue.SANS_AGENT, Vue.PREUVE, Vue.OUVERTES})
_TRI: Final[dict[str, str]] = {Vue.CLOSES: "-close_le", Vue.PARTENAIRE: "transmise_le"}


def _apres_les_autres() -> Combinable:
    return ExpressionWrapper(F("transmise_le") + _APRES_LES_AUTRES, output_field=DateTimeField())


def trier(demandes: DemandeQuerySet, vue: str) -> tuple[DemandeQuerySet, str]:
    """Return the rows of a view with the moment they are sorted by, never null.

    Args:
        demandes: already narrowed to the view.
        vue: ``Vue``.
    """
    if vue not in _MELEES:
        return demandes, _TRI.get(vue, "echeance")
    annotees: DemandeQuerySet = demandes.annotate(
        tri=Case(
            When(DELAI_QUI_COURT, then=F("echeance")),
            default=_apres_les_autres(),
            output_field=DateTimeField(),
        )
    )
    return annotees, "tri"
