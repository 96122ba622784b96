"""The caisse's pages about accounts hold together: one entry of the menu, the same side on each page (UX-06)."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from habilitations.models import Incident
from tests.factories.habilitations import creer_agent
from tests.habilitations.demandes.scene import demande
from tests.habilitations.revues.scene import OUVERTURE, TERME, Connecter, Scene, minuit

pytestmark = pytest.mark.django_db
BUREAU = "habilitations:bureau_habilitations"
PAGES = (
    BUREAU,
    "habilitations:lister_incidents",
    "habilitations:lister_campagnes",
    "habilitations:lister_agents",
)


def partie(html: str, nom: str) -> str:
    """Return the navigation that has this name, with plain spaces and no tag but links."""
    trouvee = re.search(rf'<nav[^>]*aria-label="{nom}".*?</nav>', html, re.DOTALL)
    assert trouvee is not None, nom
    return re.sub(r"\s+", " ", re.sub(r"</?(?:span|p|ul|li|b)[^>]*>", " ", trouvee[0].replace("\xa0", " ")))


def signaler(scene: Scene) -> None:
    Incident.objects.create(
        caisse=scene.caisse,
        partenaire=scene.partenaire,
        habilitation=scene.techniciens[0].habilitation,
        nature="vol",
        origine="portail",
        etat="ouvert",
        constate_le=OUVERTURE.date(),
        declare_le=OUVERTURE,
        recit="Essai.",
    )


@pytest.mark.exigence("UX-06", "HAB-12", "HAB-15", "HAB-16")
@pytest.mark.parametrize(
    ("roles", "ouvertes"), [(("superviseur",), PAGES), (("dpo",), PAGES[:3]), (("instructeur",), ())]
)
def test_chaque_page_mene_aux_autres_et_le_menu_reste_marque(
    connecter: Connecter, roles: tuple[str, ...], ouvertes: tuple[str, ...]
) -> None:
    agent = creer_agent(*roles)
    navigateur = connecter(agent)
    for route in PAGES:
        reponse = navigateur.get(reverse(route))
        assert reponse.status_code == (200 if route in ouvertes else 404), route
        if route not in ouvertes:
            continue
        html = reponse.content.decode()
        menu, cote = partie(html, "Menu principal"), partie(html, "Habilitations")
        assert re.search(rf'href="{reverse(BUREAU)}" aria-current="(page|true)"', menu), route
        assert re.findall(r'href="([^"]+)" aria-current="true"', cote) == [reverse(route)]
        assert re.findall(r'href="([^"]+)"', cote) == [reverse(une) for une in ouvertes]


@pytest.mark.exigence("UX-06", "HAB-12", "HAB-15")
@pytest.mark.parametrize(
    ("instant", "mots"),
    [
        (minuit(TERME) + timedelta(days=1, minutes=-1), "Revues d’habilitation </a>"),
        (minuit(TERME) + timedelta(days=1, minutes=1), "Revues d’habilitation 1 en retard </a>"),
    ],
)
def test_le_menu_et_le_cote_comptent_ce_qui_attend(
    connecter: Connecter, instant: datetime, mots: str
) -> None:
    with time_machine.travel(OUVERTURE, tick=False):
        scene = Scene()
        scene.demander()
        demande(scene.partenaire)
        signaler(scene)
    with time_machine.travel(instant, tick=True):
        html = connecter(scene.agent).get(reverse(BUREAU)).content.decode()
    cote = partie(html, "Habilitations")
    assert re.search(r"Demandes des partenaires 1 </a>", cote)
    assert re.search(r"Comptes compromis 1 </a>", cote)
    assert mots in cote
    assert re.search(r"Habilitations 2\b", partie(html, "Menu principal"))


@pytest.mark.exigence("HAB-12", "UX-06")
def test_la_page_d_un_compte_mene_au_signalement_qui_attend(connecter: Connecter) -> None:
    scene = Scene()
    signaler(scene)
    incident = Incident.objects.get()
    adresse = reverse("habilitations:voir_incident", kwargs={"cle": incident.cle})
    compte = reverse("habilitations:voir_compte", kwargs={"cle": scene.techniciens[0].habilitation.cle})
    autre = reverse("habilitations:voir_compte", kwargs={"cle": scene.techniciens[1].habilitation.cle})
    navigateur = connecter(scene.agent)
    assert adresse in navigateur.get(compte).content.decode()
    assert adresse not in navigateur.get(autre).content.decode()
    for autrui in (scene.gestionnaire, creer_agent("instructeur")):
        reponse = connecter(autrui).get(compte)
        assert reponse.status_code == 200
        assert adresse not in reponse.content.decode()
    Incident.objects.update(
        etat="clos", clos_le=OUVERTURE, conclusion="fausse_alerte", suite="Vu.", clos_par=1
    )
    assert adresse not in navigateur.get(compte).content.decode()
