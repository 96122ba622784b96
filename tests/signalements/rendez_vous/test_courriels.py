"""The mails of meetings: a reference, a day, an hour, a link; each act tells somebody (RGPD-02, UX-07)."""

import pytest

from espace_partenaires.notifications.models import Courriel
from tests.factories.signalements import Scene
from tests.signalements.rendez_vous.outils import tout_dire

DITS = {
    "rendez_vous_propose",
    "rendez_vous_confirme",
    "rendez_vous_rappel",
    "rendez_vous_deplace",
    "rendez_vous_decline",
    "rendez_vous_annule",
    "creneau_reserve",
    "permanence_annulee",
}


@pytest.mark.exigence("RGPD-02", "UX-07", "DEM-13")
def test_chaque_courriel_dit_quand_et_rien_de_la_personne(scene: Scene) -> None:
    tout_dire(scene)
    courriels = list(Courriel.objects.all())
    assert {courriel.message.removeprefix("signalements.") for courriel in courriels} == DITS
    # What falls tomorrow cannot wait; the permanence, ten days away, leaves with the others.
    presses = {courriel.message.removeprefix("signalements.") for courriel in courriels if courriel.urgent}
    assert presses == {"rendez_vous_deplace", "rendez_vous_annule"}
    for courriel in courriels:
        entier = courriel.objet + courriel.texte + courriel.html
        for mot in ("Lemaire", "Ozanne", "Binta", "Essais", "Mairie", "0612345678", "06 12 34"):
            assert mot not in entier, courriel.message
        assert "2026-691-" in courriel.objet
        assert "\xa0h\xa0" in courriel.texte
        assert courriel.texte.count("http://localhost:8000/") == 1
