"""What the pages of the desk share: filters in an address, rows chosen in a list, agents of the caisse."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.requetes import RequeteConnectee
from signalements.forms.bureau import nom_en_bref
from signalements.models import Demande, VueEnregistree
from signalements.selectors.absences import absences_en_cours
from signalements.selectors.bureau import FiltresDuBureau
from signalements.services.absences import agents_du_bureau

PAR_PAGE: Final = 25


def cle_lue(texte: str) -> UUID | None:
    """Read a key that a form sent; anything else is no key."""
    try:
        return UUID(texte)
    except ValueError:
        return None


def collegues(acteur: Acteur) -> list[Utilisateur]:
    """Return the active instructeurs and superviseurs of the actor's caisse, by name (one query)."""
    return [agent for caisse_id in sorted(acteur.caisse_ids) for agent in agents_du_bureau(caisse_id)]


def choix_d_agents(
    acteur: Acteur, agents: Iterable[Utilisateur], maintenant: datetime
) -> list[tuple[str, str]]:
    """Return agents to choose from, key and name; who is away today is said to be (one query)."""
    absents = {absence.agent_id for absence in absences_en_cours(acteur, maintenant)}
    return [
        (str(agent.cle), f"{nom_en_bref(agent)}{' (en absence)' if agent.pk in absents else ''}")
        for agent in agents
    ]


def agent_choisi(agents: Iterable[Utilisateur], cle: str) -> Utilisateur | None:
    """Return the agent of the list whose key was sent."""
    voulue = cle_lue(cle)
    return next((agent for agent in agents if agent.cle == voulue), None)


def adresse_de_la_liste(
    vue: str, filtres: FiltresDuBureau, colonnes: Iterable[str], enregistree: str = ""
) -> str:
    """Return the address of the list as it is shown: codes and keys only."""
    parametres = QueryDict(mutable=True)
    parametres["vue"] = vue
    for champ, valeur in filtres.en_codes().items():
        parametres[champ] = valeur
    parametres.setlist("colonnes", list(colonnes))
    if enregistree:
        parametres["enregistree"] = enregistree
    return f"{reverse('signalements:lister_demandes')}?{parametres.urlencode()}"


def filtres_enregistres(vue: VueEnregistree) -> tuple[str, FiltresDuBureau]:
    """Return what a saved view holds: its ``Vue`` and its filters; what is unknown by now is left out."""
    codes = {champ: str(vue.filtres.get(champ, "")) for champ in FiltresDuBureau.__slots__}
    return str(vue.filtres.get("vue", "")), FiltresDuBureau(**codes)


def adresse_de_la_vue(vue: VueEnregistree) -> str:
    """Return the address that a saved view opens."""
    code, filtres = filtres_enregistres(vue)
    return adresse_de_la_liste(code, filtres, vue.colonnes, str(vue.cle))


def retour_a_la_liste(request: RequeteConnectee) -> str:
    """Return the address of the list one came from: only its own parameters are taken up."""
    demandes = QueryDict(request.POST.get("retour", ""), mutable=True)
    gardes = QueryDict(mutable=True)
    for nom in ("vue", *FiltresDuBureau.__slots__, "colonnes", "enregistree"):
        if demandes.getlist(nom):
            gardes.setlist(nom, demandes.getlist(nom))
    adresse = reverse("signalements:lister_demandes")
    return f"{adresse}?{gardes.urlencode()}" if gardes else adresse


def demandes_choisies(request: RequeteConnectee, marques: Iterable[str]) -> list[Demande]:
    """Return the rows whose keys were sent, of the actor's scope, in one order for everybody.

    Args:
        request: the agent's.
        marques: keys, as texts.
    """
    cles = [cle for marque in marques if (cle := cle_lue(marque))][:PAR_PAGE]
    demandes = Demande.objects.visibles_par(request.acteur).filter(cle__in=cles)
    return list(demandes.select_related("caisse", "partenaire", "agent").order_by("pk"))
