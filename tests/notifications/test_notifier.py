"""Writing mails: in the transaction of the act, once per fact, without data of an assuré."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from celery import current_app
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.registre import MessageType, enregistrer_message
from espace_partenaires.notifications.services import notifier
from tests.factories.plateforme import un_acteur, un_compte
from tests.notifications.conftest import CONTEXTE, REPONSE

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("SEC-02", "UX-07")
def test_le_courriel_est_une_ligne_et_part_apres_la_validation(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    reveils: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda nom, kwargs, **_: reveils.append((nom, kwargs)))
    compte = un_compte()
    with django_capture_on_commit_callbacks(execute=True):
        notifier(message=REPONSE, destinataires=[compte], contexte=CONTEXTE)
        assert reveils == [], "rien ne part avant la validation"
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.objet) == (compte, "Réponse à 2026-691-K4T8QX")
    assert CONTEXTE["lien"] in courriel.texte
    assert "2026-691-K4T8QX" in courriel.html
    assert reveils == [("notifications.envoyer", {"courriel_id": str(courriel.pk)})]


@pytest.mark.exigence("SEC-02")
def test_acte_annule_pas_de_courriel() -> None:
    with transaction.atomic():
        notifier(message=REPONSE, destinataires=[un_compte()], contexte=CONTEXTE)
        transaction.set_rollback(True)
    assert not Courriel.objects.exists()


@pytest.mark.exigence("UX-07", "SEC-02")
def test_un_nom_trop_long_pour_l_objet_n_empeche_pas_l_acte() -> None:
    longue = "R" * 250
    (courriel,) = notifier(
        message=REPONSE, destinataires=[un_compte()], contexte={**CONTEXTE, "reference": longue}
    )
    courriel.refresh_from_db()
    assert courriel.objet == f"Réponse à {longue}"[:200]
    assert longue in courriel.texte


@pytest.mark.exigence("UX-07")
def test_le_meme_fait_ne_se_dit_qu_une_fois_a_chacun() -> None:
    premier, second = un_compte(), un_compte()
    for destinataires in ([premier], [premier, second]):
        notifier(message=REPONSE, destinataires=destinataires, contexte=CONTEXTE, cle_unicite="reponse-12")
    assert sorted(Courriel.objects.values_list("destinataire_id", flat=True)) == sorted(
        [premier.pk, second.pk]
    )


@pytest.mark.exigence("RGPD-02")
@pytest.mark.parametrize(
    ("contexte", "erreur"),
    [
        ({"reference": "R"}, "manquantes"),
        ({**CONTEXTE, "nom_assure": "Durand"}, "en trop"),
        ({**CONTEXTE, "reference": "2 84 05 69 123 456 07"}, "NIR"),
        ({**CONTEXTE, "reference": 12}, "n’est pas un texte"),
    ],
)
def test_contexte_autre_que_declare_refuse(contexte: dict[str, str], erreur: str) -> None:
    with pytest.raises((ValueError, TypeError), match=erreur) as refus:
        notifier(message=REPONSE, destinataires=[un_compte()], contexte=contexte)
    assert "Durand" not in str(refus.value)
    assert "84 05" not in str(refus.value)
    assert not Courriel.objects.exists()


@pytest.mark.exigence("RGPD-02")
def test_variable_qui_pourrait_nommer_un_assure_refusee_a_la_declaration() -> None:
    with pytest.raises(ValueError, match="nom_assure"):
        enregistrer_message(MessageType("essais.x", "x", "x", variables=frozenset({"lien", "nom_assure"})))


@pytest.mark.exigence("RGPD-02")
def test_message_non_declare_refuse() -> None:
    with pytest.raises(LookupError, match=r"essais\.inconnu"):
        notifier(message="essais.inconnu", destinataires=["a@b.example"], contexte={})


@pytest.mark.exigence("HAB-17", "HAB-05")
def test_le_role_web_ecrit_des_courriels_et_ne_les_relit_jamais(
    comme_web: Callable[[Acteur], AbstractContextManager[None]],
) -> None:
    compte = un_compte()
    with comme_web(un_acteur(compte.pk)):
        notifier(message=REPONSE, destinataires=[compte], contexte=CONTEXTE)
        assert not Courriel.objects.exists(), "un lien à usage unique attend peut-être dans ce texte"
        assert Courriel.objects.update(objet="autre") == 0
    assert Courriel.objects.get().objet == "Réponse à 2026-691-K4T8QX"
