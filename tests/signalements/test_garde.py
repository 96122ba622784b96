"""The guard as services and forms use it: refused in words, confirmed by a tick, never journalled word for word."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import ClassVar

import pytest
from django import forms

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from signalements.forms.garde import AvecGarde
from signalements.models import Message, NoteInterne
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.garde import texte_admis
from tests.factories.demandes import creer_demande
from tests.factories.signalements import Scene

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
NIR = "2 69 05 49 588 157 80"
SANTE = "Elle a un cancer, et deux Cancers."


@pytest.mark.exigence("DEM-02", "DEM-03", "NOV-05")
@pytest.mark.parametrize("confirme", [False, True])
@pytest.mark.parametrize(
    ("texte", "code"),
    [
        (" \n\x00", "message_vide"),
        ("x" * 21, "message_trop_long"),
        (f"{NIR}", "message_trop_long"),
        ("269054958815780", "nir"),
        ("sida 269054958815780", "nir"),
    ],
)
def test_ce_qui_n_est_jamais_admis(texte: str, code: str, *, confirme: bool) -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        texte_admis(texte, confirme=confirme, longueur=20)
    assert refus.value.code == code
    assert "2690" not in refus.value.message


@pytest.mark.exigence("DEM-03", "NOV-05")
def test_un_mot_de_sante_est_nomme_une_fois_et_se_confirme() -> None:
    with pytest.raises(RegleMetierRefusee) as refus:
        texte_admis(SANTE, confirme=False, longueur=100)
    assert refus.value.code == "sante_a_confirmer"
    assert refus.value.message.count("cancer") == 2
    assert refus.value.article
    assert texte_admis(f"  {SANTE}\r\n", confirme=True, longueur=100) == SANTE
    assert texte_admis("", confirme=False, longueur=10, vide_permis=True) == ""


@pytest.mark.exigence("DEM-03", "RGPD-05")
def test_des_deux_cotes_le_journal_dit_qu_on_a_confirme_et_rien_de_plus(
    scene: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_demande(scene)
    for acteur, ecrire in (
        (scene.technicien, ecrire_message),
        (scene.agent, ecrire_message),
        (scene.agent, ajouter_note),
    ):
        with comme_web(acteur):
            with pytest.raises(RegleMetierRefusee) as refus:
                ecrire(acteur=acteur, demande_id=demande.pk, texte=SANTE)
            assert refus.value.code == "sante_a_confirmer"
            ecrire(acteur=acteur, demande_id=demande.pk, texte=SANTE, confirme=True)
            ecrire(acteur=acteur, demande_id=demande.pk, texte="Bonjour.", confirme=True)
    assert (Message.objects.count(), NoteInterne.objects.count()) == (4, 2)
    traces = Evenement.objects.filter(action="signalements.confirmer_texte")
    assert [trace.details for trace in traces] == [{"reference": demande.reference}] * 3


class _Formulaire(AvecGarde):
    champs_gardes: ClassVar[Mapping[str, int]] = {"texte": 50}

    texte = forms.CharField(help_text="En deux phrases.")


@pytest.mark.exigence("DEM-03", "NOV-05")
def test_la_case_n_apparait_qu_une_fois_le_mot_trouve() -> None:
    vierge = _Formulaire()
    assert "ni information de santé" in vierge.as_p()
    assert "En deux phrases." in vierge.as_p()
    assert "relu" not in vierge.fields
    assert _Formulaire({"texte": "Bonjour."}).is_valid()
    refuse = _Formulaire({"texte": SANTE})
    assert not refuse.is_valid()
    assert "« cancer »" in refuse.errors["texte"][0]
    assert "relu" in refuse.fields
    confirme = _Formulaire({"texte": SANTE, "relu": "on"})
    assert confirme.is_valid()
    assert (confirme.confirme, confirme.cleaned_data["texte"]) == (True, SANTE)
    assert not _Formulaire({"texte": NIR, "relu": "on"}).is_valid()
