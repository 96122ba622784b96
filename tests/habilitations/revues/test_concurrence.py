"""Two at once, on real connections: one answer wins and the other is told; one closing, one number (NOV-09)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.isolation.portee import portee
from espace_partenaires.settings.env import ROLES_BASE, env
from habilitations.models import Revue
from habilitations.services.relances_revues import balayer_revues
from habilitations.services.revues import confirmer_lignes, retirer_ligne
from tests.factories.habilitations import acteur_pour
from tests.habilitations.revues.scene import OUVERTURE, SANS_REPONSE, Scene, decision, etat

pytestmark = pytest.mark.django_db(transaction=True)
APRES = OUVERTURE + timedelta(hours=2)


def ensemble(role: str, *actes: Callable[[], str]) -> list[str]:
    """Run acts at the same time, each on its own connection of a role of the database."""
    depart = threading.Barrier(len(actes))

    def un_fil(acte: Callable[[], str]) -> str:
        compte = env.db_url(ROLES_BASE[role])
        acces = {"USER": compte["USER"], "PASSWORD": compte["PASSWORD"]}
        connection.settings_dict = {**connection.settings_dict, **acces}
        connection.ensure_connection()
        depart.wait(timeout=30)
        try:
            return acte()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actes)) as fils:
        return list(fils.map(un_fil, actes))


@pytest.mark.exigence("HAB-15")
def test_deux_gestionnaires_repondent_au_meme_compte_en_meme_temps() -> None:
    scene = Scene()
    revue, awa = scene.ouvrir(), scene.techniciens[0]
    premier, second = (acteur_pour(compte) for compte in scene.gestionnaires)

    def confirmer() -> str:
        with portee(premier):
            bilan = confirmer_lignes(
                acteur=premier, cle=revue.cle, vues={awa.habilitation.cle: SANS_REPONSE}, maintenant=APRES
            )
        return "confirmee" if bilan.confirmees else "devancee"

    def retirer() -> str:
        try:
            with portee(second):
                retirer_ligne(
                    acteur=second,
                    cle=revue.cle,
                    compte=awa.habilitation.cle,
                    motif="depart",
                    vue=SANS_REPONSE,
                    maintenant=APRES,
                )
        except RegleMetierRefusee as refus:
            return refus.code
        return "retiree"

    obtenus = ensemble("web", confirmer, retirer)
    gagnante = decision(revue, awa)
    assert sorted(obtenus) == sorted([gagnante, "devancee"])
    assert etat(awa) == ("active" if gagnante == "confirmee" else "inactive")


@pytest.mark.exigence("NOV-09")
def test_deux_dernieres_reponses_en_meme_temps_font_un_seul_certificat() -> None:
    scene = Scene()
    revue = scene.ouvrir()
    scene.confirmer(revue, *scene.gestionnaires)
    acteur = scene.acteur

    def repondre(rang: int) -> str:
        compte = scene.techniciens[rang].habilitation.cle
        with portee(acteur):
            bilan = confirmer_lignes(
                acteur=acteur, cle=revue.cle, vues={compte: SANS_REPONSE}, maintenant=APRES
            )
        return "close" if bilan.close else "ouverte"

    assert sorted(ensemble("web", lambda: repondre(0), lambda: repondre(1))) == ["close", "ouverte"]
    assert Revue.objects.filter(numero__isnull=False).count() == 1


@pytest.mark.exigence("NOV-09")
def test_deux_balayages_en_meme_temps_ferment_une_seule_fois() -> None:
    scene = Scene()
    revue = scene.ouvrir()
    balayer_revues(maintenant=OUVERTURE + timedelta(days=31))
    fin = OUVERTURE + timedelta(days=45)
    obtenus = ensemble("taches", *[lambda: str(balayer_revues(maintenant=fin))] * 3)
    assert sorted(obtenus) == ["0", "0", "1"]
    revue.refresh_from_db()
    assert revue.close_le == fin
