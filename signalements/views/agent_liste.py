"""The agents' work list: by what is left of the delay, views with counts, filters, columns, saved views."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.bureau import FiltresForm, RechercheForm, VueForm
from signalements.permissions import peut_ouvrir_le_bureau, peut_regler_les_motifs, peut_superviser
from signalements.selectors import Compte, Page, Vue, comptes_des_vues, liste_de_travail
from signalements.selectors.bureau import FiltresDuBureau, compter_filtrees, lecteur_de
from signalements.selectors.presences import presences_des_autres
from signalements.selectors.vues import VUES, Lecteur
from signalements.selectors.vues_enregistrees import vues_de
from signalements.views.agent_presentation import LigneDeTravail, adresse_de, fuseau_de, lignes_de_travail
from signalements.views.bureau_communs import (
    PAR_PAGE,
    adresse_de_la_liste,
    adresse_de_la_vue,
    choix_d_agents,
    collegues,
    filtres_enregistres,
)

PAR_DEFAUT: Final = Vue.ECHEANCE
# A saved view costs a count: beyond these, its page lists them without.
_VUES_COMPTEES: Final = 10
_CHOISIR: Final = "choisir"
_TITRES: Final = {Vue.EN_RETARD: "Demandes en retard", Vue.OUVERTES: "Toutes les demandes ouvertes"}
_VIDES: Final[dict[str, tuple[str, str]]] = {
    Vue.MIENNES: (
        "Vous ne suivez aucune demande",
        "Prenez-en une dans « À prendre ou à lire » : elle apparaîtra ici jusqu’à sa fin.",
    ),
    Vue.A_PRENDRE: ("Tout est pris en charge ou lu", "La prochaine demande transmise apparaîtra ici."),
    Vue.COMPLETEES: (
        "Rien n’est à relire",
        "Les demandes que les partenaires complètent ou corrigent apparaissent ici.",
    ),
    Vue.ECHEANCE: (
        "Rien n’échoit bientôt",
        "Un signalement apparaît ici 48\N{NO-BREAK SPACE}heures avant son échéance, les autres demandes 3\N{NO-BREAK SPACE}jours avant.",
    ),
    Vue.EN_RETARD: ("Rien n’est en retard", "Chaque demande a reçu sa réponse à temps, ou peut la recevoir."),
    Vue.SANS_AGENT: ("Chaque demande a son agent", "Les demandes que personne ne suit apparaîtront ici."),
    Vue.INSTRUCTION: (
        "Rien n’est en instruction",
        "Les demandes jugées complètes apparaissent ici jusqu’à leur décision.",
    ),
    Vue.SUIVIES: (
        "Aucun accompagnement en cours",
        "Les signalements pris en charge apparaissent ici jusqu’à leur clôture.",
    ),
    Vue.PARTENAIRE: (
        "Rien n’est chez les partenaires",
        "Les demandes à compléter ou à corriger attendent ici, sans délai qui court.",
    ),
    Vue.PREUVE: (
        "Aucune preuve n’est attendue",
        "Si l’antivirus écarte un formulaire signé, la demande attend ici le nouveau.",
    ),
    Vue.OUVERTES: ("Aucune demande ouverte", "Chaque demande transmise apparaîtra ici jusqu’à sa fin."),
    Vue.CLOSES: ("Aucune demande terminée", "Les demandes closes ou annulées se retrouvent ici."),
}
_FILTREE_VIDE: Final = ("Aucune demande ne correspond", "Retirez un filtre pour en voir davantage.")


@dataclass(frozen=True, slots=True)
class LienDeVue:
    """One view on the side: its name, its address, how many it holds."""

    libelle: str
    url: str
    compte: Compte | None
    courante: bool


@dataclass(frozen=True, slots=True)
class _Demandee:
    """What the address asks for, once checked."""

    vue: Vue
    form: FiltresForm
    filtres: FiltresDuBureau
    colonnes: tuple[str, ...]
    enregistree: str


def _demandee(request: RequeteConnectee, agents: Sequence[Utilisateur]) -> _Demandee:
    code = request.GET.get("vue", "")
    form = FiltresForm(request.GET, request.acteur, agents)
    return _Demandee(
        vue=Vue(code) if code in Vue.values else PAR_DEFAUT,
        form=form,
        filtres=form.filtres,
        colonnes=form.colonnes_choisies,
        enregistree=request.GET.get("enregistree", ""),
    )


@require_safe
def lister_demandes(request: RequeteConnectee) -> HttpResponse:
    """Show one page of a view, the nearest deadline first."""
    exiger(autorise=peut_ouvrir_le_bureau(request.acteur))
    acteur, maintenant = request.acteur, timezone.now()
    agents = collegues(acteur)
    demandee = _demandee(request, agents)
    lecteur = lecteur_de(acteur, maintenant)
    page = liste_de_travail(
        acteur,
        demandee.vue,
        request.GET.get("curseur", ""),
        PAR_PAGE,
        maintenant,
        filtres=demandee.filtres,
        lecteur=lecteur,
    )
    comptes = comptes_des_vues(acteur, maintenant, lecteur=lecteur)
    enregistrees = _enregistrees(request, demandee, lecteur)
    gardee = next((lien.libelle for lien in enregistrees if lien.courante), "")
    contexte = {
        "vue": demandee.vue,
        "titre": gardee or _TITRES.get(demandee.vue, demandee.vue.label),
        "liens": _liens(comptes, demandee),
        "enregistrees": enregistrees,
        "recherche": RechercheForm(),
        **_filtrage(request, demandee, comptes, lecteur),
        **_lignes(request, page, maintenant),
        **_lot(request, agents, maintenant),
    }
    with timezone.override(fuseau_de(page.lignes)):
        return render(request, "signalements/agent/liste.html", contexte)


def _lignes(request: RequeteConnectee, page: Page, maintenant: datetime) -> dict[str, object]:
    presences = presences_des_autres(request.acteur, [d.pk for d in page.lignes], maintenant)
    lignes: list[LigneDeTravail] = lignes_de_travail(page.lignes, request.acteur, maintenant, presences)
    return {
        "page": page,
        "lignes": lignes,
        "en_lot": any(ligne.a_choisir for ligne in lignes),
        **_toute_la_page(request, lignes),
        "prenables": any(ligne.a_prendre for ligne in lignes),
    }


def _toute_la_page(request: RequeteConnectee, lignes: Sequence[LigneDeTravail]) -> dict[str, object]:
    """Every box of the page ticked at once without JavaScript: an address that names its first line.

    Another page, or the same one after it moved, begins otherwise: nothing unseen is ever ticked.
    """
    premiere = str(lignes[0].demande.cle) if lignes else ""
    tout_choisi = bool(premiere) and request.GET.get(_CHOISIR) == premiere
    adresse = request.GET.copy()
    adresse[_CHOISIR] = "" if tout_choisi else premiere
    return {"tout_choisi": tout_choisi, "adresse_du_choix": f"?{adresse.urlencode()}#choisies"}


def _lot(request: RequeteConnectee, agents: Sequence[Utilisateur], maintenant: datetime) -> dict[str, object]:
    """What may be done to several lines at once, by this agent."""
    superviseur = peut_superviser(request.acteur)
    return {
        "peut_prendre_pour_soi": request.acteur.a_role("instructeur"),
        "agents": choix_d_agents(request.acteur, agents, maintenant) if superviseur else [],
        "peut_superviser": superviseur,
        "peut_regler_les_motifs": peut_regler_les_motifs(request.acteur),
    }


def _liens(comptes: dict[str, Compte], demandee: _Demandee) -> list[LienDeVue]:
    return [
        LienDeVue(
            str(Vue(vue).label),
            adresse_de(vue),
            comptes[vue],
            vue == demandee.vue and not demandee.enregistree,
        )
        for vue in VUES
    ]


def _enregistrees(request: RequeteConnectee, demandee: _Demandee, lecteur: Lecteur) -> list[LienDeVue]:
    """The views that were kept, with counts for the first ones: a bounded number of queries."""
    liens = []
    for rang, vue in enumerate(vues_de(request.acteur)):
        code, filtres = filtres_enregistres(vue)
        compte = compter_filtrees(request.acteur, code, filtres, lecteur) if rang < _VUES_COMPTEES else None
        courante = demandee.enregistree == str(vue.cle)
        liens.append(LienDeVue(vue.libelle, adresse_de_la_vue(vue), compte, courante))
    return liens


def _filtrage(
    request: RequeteConnectee, demandee: _Demandee, comptes: dict[str, Compte], lecteur: Lecteur
) -> dict[str, object]:
    """The filters that are set, how many demandes they leave, and what to say when none is left."""
    poses = demandee.filtres.en_codes()
    compte = comptes[demandee.vue]
    if poses:
        compte = compter_filtrees(request.acteur, demandee.vue, demandee.filtres, lecteur)
    adresse = adresse_de_la_liste(demandee.vue, demandee.filtres, demandee.colonnes, demandee.enregistree)
    return {
        "form": demandee.form,
        "filtres_poses": demandee.form.poses(),
        "colonnes": demandee.colonnes,
        "resume": _resume(compte, comptes, demandee),
        "retour": adresse.partition("?")[2],
        "sans_filtre": adresse_de(demandee.vue),
        "vue_form": VueForm(),
        "vide": _FILTREE_VIDE if poses else _VIDES[demandee.vue],
    }


def _resume(compte: Compte, comptes: dict[str, Compte], demandee: _Demandee) -> str:
    """Say how many demandes the view holds, and how many are late among those that press."""
    retard = comptes[Vue.EN_RETARD]
    if not compte.nombre:
        return ""
    mots = f"{compte} demande{'s' if compte.nombre > 1 else ''}"
    presse = demandee.vue == Vue.ECHEANCE and not demandee.filtres.en_codes()
    return f"{mots}, dont {retard} en retard" if presse and retard.nombre else mots
