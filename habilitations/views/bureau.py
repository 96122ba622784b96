"""The caisse's work list of habilitations: requests by term, structures without gestionnaire, what else waits (UX-06)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import exiger
from espace_partenaires.requetes import RequeteConnectee
from habilitations.enums import NatureDemande
from habilitations.permissions import peut_dire_l_adresse_bonne, peut_ouvrir_le_bureau
from habilitations.selectors_adresses import adresses_refusees
from habilitations.selectors_bureau import Vue, compter, en_cours, page_du_bureau
from habilitations.selectors_fins import partenaires_sans_gestionnaire
from habilitations.views.cote import DEMANDES, LienDeVue, rubriques
from habilitations.views.presentation_demandes import pour_la_caisse

PREMIERS: Final = 100
SUR_L_ACCUEIL: Final = 5
# The other views hold inactivations only, or structures.
VUES_A_NATURES: Final = (Vue.A_DECIDER, Vue.EN_RETARD, Vue.DECIDEES)
NATURES_EN_MOTS: Final[dict[str, str]] = {
    "": "Toutes",
    NatureDemande.HABILITER.value: "Habiliter",
    NatureDemande.MODIFIER.value: "Modifier",
    NatureDemande.INACTIVER.value: "Inactiver",
}
VIDES: Final[dict[str, tuple[str, str]]] = {
    Vue.A_DECIDER: ("Rien n’est à décider", "La prochaine demande d’un partenaire apparaîtra ici."),
    Vue.EN_RETARD: ("Rien n’est en retard", "Chaque demande peut encore être décidée à temps."),
    Vue.PROGRAMMEES: (
        "Aucune inactivation n’est à venir",
        "Une inactivation acceptée apparaît ici jusqu’à la date souhaitée.",
    ),
    Vue.SUCCESSEUR: (
        "Aucun départ n’attend un successeur",
        "Un départ dont la date est venue attend ici qu’un autre gestionnaire ouvre son compte.",
    ),
    Vue.DECIDEES: ("Aucune demande terminée", "Les demandes faites, refusées ou annulées se retrouvent ici."),
    Vue.SANS_GESTIONNAIRE: (
        "Chaque partenaire a un gestionnaire",
        "Un partenaire dont le dernier compte de gestionnaire a pris fin apparaîtra ici.",
    ),
    Vue.ADRESSES: (
        "Aucune adresse n’est refusée",
        "Un compte dont les courriels reviennent apparaîtra ici, jusqu’à ce que son adresse soit corrigée.",
    ),
}


def adresse_de(vue: str, nature: str = "") -> str:
    """Return the address of a view, for one kind of requests or for all."""
    parametres = {"vue": vue, **({"nature": nature} if nature else {})}
    return f"{reverse('habilitations:bureau_habilitations')}?{urlencode(parametres)}"


@require_safe
def bureau_habilitations(request: RequeteConnectee) -> HttpResponse:
    """Show one view of the work list, late ones first."""
    acteur, maintenant = request.acteur, timezone.now()
    exiger(autorise=peut_ouvrir_le_bureau(acteur))
    code, nature = request.GET.get("vue", ""), request.GET.get("nature", "")
    vue = Vue(code) if code in Vue.values else Vue.A_DECIDER
    nature = nature if nature in NatureDemande.values else ""
    lignes = en_cours(acteur, maintenant)
    page = page_du_bureau(acteur, lignes, vue, nature, request.GET.get("curseur", ""))
    sans = partenaires_sans_gestionnaire(acteur.caisse_ids, maintenant)
    refusees = adresses_refusees(acteur)
    comptes: dict[str, int] = {
        **compter(lignes),
        Vue.SANS_GESTIONNAIRE.value: sans.count(),
        Vue.ADRESSES.value: refusees.count(),
    }
    contexte = {
        "titre": vue.label,
        "vue": vue.value,
        "resume": _resume(comptes, vue),
        "liens": [_lien(autre, comptes, vue) for autre in Vue],
        "natures": _natures(vue, nature),
        "rubriques": rubriques(acteur, DEMANDES, maintenant),
        "vide": VIDES[vue],
        "lignes": [pour_la_caisse(demande, maintenant) for demande in page.lignes],
        "page": page,
        "partenaires": sans[:PREMIERS] if vue == Vue.SANS_GESTIONNAIRE else (),
        "adresses": refusees[:PREMIERS] if vue == Vue.ADRESSES else (),
        "peut_corriger": peut_dire_l_adresse_bonne(acteur, acteur.caisse_ids),
    }
    return render(request, "habilitations/bureau.html", contexte)


def _lien(vue: Vue, comptes: Mapping[str, int], courante: Vue) -> LienDeVue:
    return LienDeVue(str(vue.label), adresse_de(vue.value), comptes.get(vue.value), vue == courante)


def _natures(vue: Vue, courante: str) -> list[LienDeVue]:
    """Return the filter by kind, where a view holds several."""
    if vue not in VUES_A_NATURES:
        return []
    return [
        LienDeVue(mots, adresse_de(vue.value, code), None, code == courante)
        for code, mots in NATURES_EN_MOTS.items()
    ]


def _resume(comptes: Mapping[str, int], vue: Vue) -> str:
    nombre = comptes.get(vue.value, 0)
    if not nombre or vue in (Vue.SANS_GESTIONNAIRE, Vue.ADRESSES):
        return ""
    mots = f"{nombre} demande{'s' if nombre > 1 else ''}"
    retard = comptes[Vue.EN_RETARD.value]
    return f"{mots}, dont {retard} en retard" if vue == Vue.A_DECIDER and retard else mots


def contexte_du_bloc(acteur: Acteur, maintenant: datetime) -> dict[str, object]:
    """Return what waits for the caisse: counts that lead to the list, and the first requests by term."""
    lignes = en_cours(acteur, maintenant)
    comptes = compter(lignes)
    sans = partenaires_sans_gestionnaire(acteur.caisse_ids, maintenant).count()
    page = page_du_bureau(acteur, lignes, Vue.A_DECIDER)
    return {
        "lignes": [pour_la_caisse(demande, maintenant) for demande in page.lignes[:SUR_L_ACCUEIL]],
        "nombre": comptes[Vue.A_DECIDER.value],
        "url": adresse_de(Vue.A_DECIDER.value),
        "retard": comptes[Vue.EN_RETARD.value],
        "mots_retard": f"{comptes[Vue.EN_RETARD.value]} en retard",
        "url_retard": adresse_de(Vue.EN_RETARD.value),
        "attendent": comptes[Vue.SUCCESSEUR.value],
        "url_attendent": adresse_de(Vue.SUCCESSEUR.value),
        "sans_gestionnaire": sans,
        "url_sans": adresse_de(Vue.SANS_GESTIONNAIRE.value),
        "adresses": adresses_refusees(acteur).count(),
        "url_adresses": adresse_de(Vue.ADRESSES.value),
    }
