"""The caisse's work list of habilitations: what runs, by its term, in one light query (UX-06)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import TextChoices

from espace_partenaires.comptes.acteur import Acteur
from habilitations.enums import EtatDemandeHabilitation
from habilitations.models import DemandeHabilitation
from habilitations.models.demande import EN_COURS
from habilitations.querysets import DemandeHabilitationQuerySet
from habilitations.rules.demandes import date_venue, echeance
from habilitations.selectors_demandes import (
    PAR_PAGE,
    PageDeDemandes,
    avec_releve,
    demandes_par_numeros,
    page_de,
)


class Vue(TextChoices):
    """The views of the work list."""

    A_DECIDER = "a_decider", "À décider"
    EN_RETARD = "en_retard", "En retard"
    PROGRAMMEES = "programmees", "Inactivations à venir"
    SUCCESSEUR = "successeur", "Attendent un successeur"
    DECIDEES = "decidees", "Terminées"
    SANS_GESTIONNAIRE = "sans_gestionnaire", "Partenaires sans gestionnaire"
    ADRESSES = "adresses", "Adresses refusées"


_COMPTEES: Final = (Vue.A_DECIDER, Vue.EN_RETARD, Vue.PROGRAMMEES, Vue.SUCCESSEUR)


@dataclass(frozen=True, slots=True)
class EnCours:
    """What the list needs to sort and to count one request.

    Attributes:
        numero: its row.
        cle: its public key, the cursor of a page.
        nature: code of ``NatureDemande``.
        etat: code of ``EtatDemandeHabilitation``.
        terme: the last day the caisse has.
        aujourdhui: the day it is at the caisse.
        releve: whether another gestionnaire of the structure is active.
    """

    numero: int
    cle: str
    nature: str
    etat: str
    terme: date
    aujourdhui: date
    releve: bool

    def dans(self, vue: str) -> bool:
        """Tell whether a view holds it."""
        attend = self.etat == EtatDemandeHabilitation.EN_ATTENTE
        bloquee = not attend and date_venue(self.terme, self.aujourdhui) and not self.releve
        return {
            Vue.A_DECIDER.value: attend,
            Vue.EN_RETARD.value: attend and self.aujourdhui > self.terme,
            Vue.PROGRAMMEES.value: not attend and not bloquee,
            Vue.SUCCESSEUR.value: bloquee,
        }.get(vue, False)


def en_cours(acteur: Acteur, maintenant: datetime) -> list[EnCours]:
    """Return what runs at the actor's caisse, the nearest term first: late ones lead; one query.

    Five seats of gestionnaires at most per partenaire bound it: it is read whole, so that the terms, which follow
    the calendar of the caisse, are exact.

    Exigence: UX-06, HAB-04
    """
    lignes = (
        DemandeHabilitation.objects.visibles_par(acteur)
        .filter(etat__in=EN_COURS)
        .annotate(releve=avec_releve())
        .values_list(
            "pk",
            "cle",
            "nature",
            "etat",
            "demandee_le",
            "souhaitee_le",
            "caisse__fuseau",
            "caisse__zone_jours_feries",
            "releve",
        )
    )
    trouvees = []
    for numero, cle, nature, etat, demandee_le, souhaitee_le, nom_du_fuseau, zone, releve in lignes:
        fuseau = ZoneInfo(nom_du_fuseau)
        terme = echeance(nature, demandee_le, souhaitee_le, fuseau, zone)
        jour = maintenant.astimezone(fuseau).date()
        trouvees.append(EnCours(numero, str(cle), nature, etat, terme, jour, releve))
    return sorted(trouvees, key=lambda ligne: (ligne.terme, ligne.numero))


def compter(lignes: Iterable[EnCours]) -> dict[str, int]:
    """Count what each view holds."""
    toutes = list(lignes)
    return {vue.value: sum(ligne.dans(vue) for ligne in toutes) for vue in _COMPTEES}


def page_du_bureau(
    acteur: Acteur, lignes: list[EnCours], vue: Vue, nature: str = "", curseur: str = ""
) -> PageDeDemandes:
    """Return one page of a view: what runs by its term, what is over the newest first.

    Args:
        acteur: an agent of the caisse.
        lignes: what ``en_cours`` gave.
        vue: the view.
        nature: code of ``NatureDemande``, or all.
        curseur: what ``suivant`` said; an unknown one starts the list again.

    Exigence: UX-06, HAB-17
    """
    if vue == Vue.DECIDEES:
        return page_de(_terminees(acteur, nature), curseur)
    siens = [ligne for ligne in lignes if ligne.dans(vue) and (not nature or ligne.nature == nature)]
    rang = next((rang for rang, ligne in enumerate(siens, 1) if ligne.cle == curseur), 0)
    page = siens[rang : rang + PAR_PAGE]
    suivant = page[-1].cle if rang + PAR_PAGE < len(siens) else ""
    return PageDeDemandes(demandes_par_numeros(acteur, [ligne.numero for ligne in page]), suivant)


def _terminees(acteur: Acteur, nature: str) -> DemandeHabilitationQuerySet:
    siennes = DemandeHabilitation.objects.visibles_par(acteur).exclude(etat__in=EN_COURS)
    terminees: DemandeHabilitationQuerySet = siennes.filter(nature=nature) if nature else siennes
    return terminees


def nombre_a_decider(acteur: Acteur) -> int:
    """Count the requests that wait for the caisse's decision: the figure of the menu."""
    siennes = DemandeHabilitation.objects.visibles_par(acteur)
    return int(siennes.filter(etat=EtatDemandeHabilitation.EN_ATTENTE).count())
