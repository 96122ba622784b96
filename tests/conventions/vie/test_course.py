"""Two agents record the same end at the same moment, on real connections of the web role (CONV-05, CONV-16)."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from conventions.enums import CauseFin, NatureCourrier
from conventions.services.courriers import enregistrer_courrier, enregistrer_reception
from conventions.services.fins import resilier
from espace_partenaires.isolation.portee import portee
from espace_partenaires.notifications.models import Courriel
from tests.conventions.vie.scenes import CommeWeb, Scene, le, midi
from tests.habilitations.test_course_aux_places import ouvrir_comme_le_web

pytestmark = pytest.mark.django_db(transaction=True)
FILS = 4


def tous_a_la_fois(essai: Callable[[], object]) -> Counter[str]:
    """Run the same act from several threads that start together."""
    depart, fin = threading.Barrier(FILS), threading.Barrier(FILS)

    def un_fil(_: int) -> str:
        ouvrir_comme_le_web(depart)
        try:
            return type(essai()).__name__
        finally:
            connections.close_all()
            fin.wait(timeout=600)

    with ThreadPoolExecutor(FILS) as fils:
        return Counter(fils.map(un_fil, range(FILS)))


@pytest.mark.exigence("CONV-05", "SEC-02")
def test_la_meme_fin_decidee_par_plusieurs_agents_est_une_seule_decision(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-ccas")

    def decider() -> object:
        with portee(scene.acteur):
            return resilier(
                acteur=scene.acteur,
                convention=scene.convention,
                cause=CauseFin.ACCORD,
                effet_le=le("2026-06-30"),
                motif="Décision commune.",
                accords=scene.parties,
                maintenant=midi(le("2026-06-02")),
            )

    assert tous_a_la_fois(decider) == {"EvenementConvention": FILS}
    natures = list(scene.convention.evenements.order_by("pk").values_list("nature", flat=True))
    assert natures == ["accord_de_fin", "accord_de_fin", "resiliation"]


@pytest.mark.exigence("CONV-16", "CONV-05", "SEC-02")
def test_la_meme_lettre_et_la_meme_reception_comptent_une_fois(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")

    def envoyer() -> object:
        with portee(scene.acteur):
            return enregistrer_courrier(
                acteur=scene.acteur,
                convention=scene.convention,
                nature=NatureCourrier.FIN_UNILATERALE,
                expediteur=scene.de_la_caisse,
                envoye_le=le("2026-06-02"),
                numeros={scene.du_partenaire.pk: "1A00011122233"},
                maintenant=midi(le("2026-06-02")),
            )

    assert tous_a_la_fois(envoyer) == {"Courrier": FILS}
    courrier = scene.convention.courriers.get()

    def recevoir() -> object:
        with portee(scene.acteur):
            return enregistrer_reception(
                acteur=scene.acteur,
                courrier=courrier,
                destinataire=scene.du_partenaire,
                recue_le=le("2026-06-10"),
                maintenant=midi(le("2026-06-10")),
            )

    assert tous_a_la_fois(recevoir) == {"Issue": 1, "NoneType": FILS - 1}
    natures = list(scene.convention.evenements.order_by("pk").values_list("nature", flat=True))
    assert natures == ["courrier_envoye", "resiliation", "courrier_recu"]
    assert not Courriel.objects.exists(), "aucun référent n’est nommé"
