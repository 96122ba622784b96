"""The agent's days: meetings and permanences of a week, its own or the whole caisse's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conventions.models import Caisse
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from espace_partenaires.web.dates import date_longue, date_simple, initiales_personne
from signalements.models import Permanence
from signalements.permissions import peut_ouvrir_le_bureau
from signalements.rules.rendez_vous import Plage, heure_de_la_caisse
from signalements.selectors.rendez_vous import Agenda, agenda
from signalements.views.rendez_vous_presentation import (
    RendezVousLu,
    heures_en_mots,
    lire_rendez_vous,
    nombre_en_mots,
)

_SEMAINE: Final = timedelta(days=7)
_TOUS: Final = "caisse"


@dataclass(frozen=True, slots=True)
class LigneAgenda:
    """One line of a day: a meeting, or a permanence with its slots."""

    debut: datetime
    heures: str
    rendez_vous: RendezVousLu | None
    personne: str
    permanence: Permanence | None
    creneaux: str
    agent: str


@dataclass(frozen=True, slots=True)
class Jour:
    """One day that holds something."""

    titre: str
    lignes: list[LigneAgenda]


@require_safe
def mes_rendez_vous(request: RequeteConnectee) -> HttpResponse:
    """Show a week of meetings and permanences, day by day."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    caisse = Caisse.objects.get(pk__in=request.acteur.caisse_ids)
    fuseau = ZoneInfo(caisse.fuseau)
    lundi = _lundi(request.GET.get("semaine", ""), timezone.now().astimezone(fuseau).date())
    tous = request.GET.get("qui") == _TOUS
    entre = Plage(_minuit(lundi, fuseau), _minuit(lundi + _SEMAINE, fuseau))
    contenu = agenda(request.acteur, entre, seulement_moi=not tous)
    contexte = {
        "jours": list(_jours(contenu, caisse, fuseau)),
        "tous": tous,
        "titre_semaine": f"Semaine du {date_simple(lundi)}",
        "fuseau": heure_de_la_caisse(caisse.fuseau),
        "avant": _adresse(lundi - _SEMAINE, tous=tous),
        "apres": _adresse(lundi + _SEMAINE, tous=tous),
        "miens": _adresse(lundi, tous=False),
        "ceux_de_la_caisse": _adresse(lundi, tous=True),
    }
    return render(request, "signalements/rendez_vous/agenda.html", contexte)


def _lundi(demande: str, aujourdhui: date) -> date:
    """Return the Monday of the week asked for; anything unreadable is this week."""
    try:
        jour = date.fromisoformat(demande)
        lundi = jour - timedelta(days=jour.weekday())
        return lundi if abs(lundi - aujourdhui) < 520 * timedelta(days=7) else _lundi("", aujourdhui)
    except (ValueError, OverflowError):
        return aujourdhui - timedelta(days=aujourdhui.weekday())


def _minuit(jour: date, fuseau: ZoneInfo) -> datetime:
    return datetime.combine(jour, time(), tzinfo=fuseau)


def _adresse(lundi: date, *, tous: bool) -> str:
    parametres = {"semaine": lundi.isoformat()} | ({"qui": _TOUS} if tous else {})
    return f"?{urlencode(parametres)}"


def _jours(contenu: Agenda, caisse: Caisse, fuseau: ZoneInfo) -> Iterator[Jour]:
    lignes = sorted(_lignes(contenu, caisse), key=lambda ligne: ligne.debut)
    jours: dict[date, list[LigneAgenda]] = {}
    for ligne in lignes:
        jours.setdefault(ligne.debut.astimezone(fuseau).date(), []).append(ligne)
    for jour, du_jour in jours.items():
        titre = date_longue(jour)
        yield Jour(titre[:1].upper() + titre[1:], du_jour)


def _lignes(contenu: Agenda, caisse: Caisse) -> Iterator[LigneAgenda]:
    for rendez_vous in contenu.rendez_vous:
        demande = rendez_vous.demande
        yield LigneAgenda(
            debut=rendez_vous.debut,
            heures=heures_en_mots(rendez_vous.debut, rendez_vous.fin, caisse),
            rendez_vous=lire_rendez_vous(rendez_vous, pour_un_agent=True),
            personne=initiales_personne(str(demande.get_civilite_display()), demande.prenom, demande.nom),
            permanence=None,
            creneaux="",
            agent=rendez_vous.agent.nom_complet if rendez_vous.agent else "",
        )
    for permanence in contenu.permanences:
        yield LigneAgenda(
            debut=permanence.debut,
            heures=heures_en_mots(permanence.debut, permanence.fin, caisse),
            rendez_vous=None,
            personne="",
            permanence=permanence,
            creneaux=creneaux_en_mots(permanence),
            agent=permanence.agent.nom_complet,
        )


def creneaux_en_mots(permanence: Permanence) -> str:
    """Return how many slots of a permanence are free and taken (``avec_leurs_creneaux``)."""
    pris = [bool(getattr(creneau, "pris", False)) for creneau in permanence.creneaux.all()]
    libres = nombre_en_mots(len(pris) - sum(pris), "créneau libre")
    return f"{libres}, {nombre_en_mots(sum(pris), 'réservé')}"
