"""Abuse of the public form: it must not be a way to fill somebody's mailbox (HAB-12, SEC-01)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import EtatHabilitation
from habilitations.models import Incident
from habilitations.services.declarations import Declaration, declarer, reprendre_tout
from tests.conftest import ClientDuPortail
from tests.factories.habilitations import acteur_pour
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-12", "SEC-01")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


def _declarer(comme_web: CommeWeb, comme_taches: CommeTaches, une: Declaration) -> None:
    with comme_web(None):
        declarer(acteur=None, code_caisse="691", declaration=une)
    with comme_taches():
        reprendre_tout()


def _une(identifiant: str = "") -> Declaration:
    return Declaration(
        nature="vol",
        constate_le=timezone.localdate(),
        identifiant=identifiant,
        structure="CCAS de Valmont",
        nom="Zoé Quentin",
        courriel="zoe.quentin@valmont.example",
        telephone="04 00 00 00 09",
        recit="Téléphone volé.",
    )


@time_machine.travel("2026-11-20T10:00:00+01:00", tick=False)
def test_le_titulaire_n_est_prevenu_qu_une_fois_par_jour(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    une = _une(scene.technicien.identifiant)
    for rang in range(4):
        _declarer(comme_web, comme_taches, replace(une, recit=f"Récit {rang}"))
    siens = Courriel.objects.filter(
        message="habilitations.compte_signale_au_titulaire", destinataire=scene.technicien
    )
    # The caisse has every report; the person, one mail.
    assert (Incident.objects.count(), siens.count()) == (4, 1)
    scene.technicien.habilitation.refresh_from_db()
    assert scene.technicien.habilitation.etat == EtatHabilitation.ACTIVE
    with time_machine.travel("2026-11-21T10:00:00+01:00", tick=False):
        _declarer(comme_web, comme_taches, replace(une, recit="Le lendemain"))
    assert siens.count() == 2


@time_machine.travel("2026-11-20T10:00:00+01:00", tick=False)
def test_changer_la_casse_ne_multiplie_pas_les_accuses(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches
) -> None:
    for rang, adresse in enumerate(("zoe@valmont.example", "ZOE@valmont.example", "Zoe@VALMONT.example")):
        _declarer(comme_web, comme_taches, replace(_une(), courriel=adresse, recit=f"Récit {rang}"))
    assert Courriel.objects.filter(message="habilitations.signalement_recu").count() == 1


def test_ce_qui_est_tape_sur_le_formulaire_reste_du_texte(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches, connecter: Connecter
) -> None:
    piege = "<script>alert(1)</script>"
    une = replace(_une(), nom=piege, structure=piege, recit=piege, identifiant="<b>x</b>")
    _declarer(comme_web, comme_taches, une)
    incident = Incident.objects.get()
    navigateur = connecter(scene.superviseur)
    for route, cles in (
        ("habilitations:lister_incidents", {}),
        ("habilitations:voir_incident", {"cle": incident.cle}),
        ("habilitations:rattacher_incident", {"cle": incident.cle}),
        ("habilitations:clore_incident", {"cle": incident.cle}),
    ):
        page = navigateur.get(reverse(route, kwargs=cles))
        assert page.status_code == 200
        assert piege not in page.content.decode()
        assert "<b>x" not in page.content.decode()
    assert not Courriel.objects.filter(html__contains="script").exists()


@pytest.mark.exigence("SEC-02")
def test_une_recherche_de_compte_illisible_n_arrete_pas_la_page(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches, connecter: Connecter
) -> None:
    _declarer(comme_web, comme_taches, _une())
    adresse = reverse("habilitations:rattacher_incident", args=[Incident.objects.get().cle])
    page = connecter(scene.superviseur).get(adresse, {"q": f"{scene.technicien.identifiant}\x00"})
    assert page.status_code == 200
    assert scene.technicien.identifiant in page.content.decode()


def test_un_compte_hors_de_la_caisse_ne_se_rattache_pas(
    scene: Scene, comme_web: CommeWeb, comme_taches: CommeTaches, connecter: Connecter
) -> None:
    _declarer(comme_web, comme_taches, _une())
    incident = Incident.objects.get()
    from_ailleurs = acteur_pour(scene.dpo_etranger)
    adresse = reverse("habilitations:rattacher_incident", args=[incident.cle])
    assert connecter(scene.dpo_etranger).get(adresse).status_code == 404
    assert from_ailleurs.caisse_ids.isdisjoint({incident.caisse_id})
    connecter(scene.superviseur).post(
        adresse + "?q=" + scene.technicien.identifiant, {"compte": str(scene.superviseur.cle)}
    )
    incident.refresh_from_db()
    assert incident.habilitation_id is None
