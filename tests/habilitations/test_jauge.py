"""The gauge: seats used, reserved, soon freed, in excess; the simulation and its steps (NOV-01, HAB-03)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conventions.models import Partenaire
from conventions.selectors import effectif_declare
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatDemandeHabilitation, NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.rules.quotas import (
    Liberation,
    Palier,
    Quotas,
    palier_precedent,
    palier_suivant,
    quotas,
    regrouper,
)
from habilitations.selectors import effectif, liberations
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import (
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)

Connecter = Callable[[Utilisateur], Client]
LISTE = "habilitations:lister_comptes"


def lire(navigateur: Client, adresse: str) -> str:
    """Return a page as a reader sees it: no-break spaces made plain."""
    return navigateur.get(adresse).content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def depart(habilitation: Habilitation, le: date, etat: str = EtatDemandeHabilitation.ACCEPTEE) -> None:
    """Ask the caisse to inactivate a gestionnaire on a day; accepted unless said."""
    attend = etat == EtatDemandeHabilitation.EN_ATTENTE
    DemandeHabilitation.objects.create(
        partenaire=habilitation.partenaire,
        caisse=creer_caisse(),
        nature=NatureDemande.INACTIVER,
        etat=etat,
        habilitation=habilitation,
        demandee_le=timezone.now(),
        demandee_par=habilitation.utilisateur_id,
        souhaitee_le=le,
        motif_refus="Essai" if etat == EtatDemandeHabilitation.REFUSEE else "",
        **({} if attend else {"decidee_le": timezone.now(), "decidee_par": 1}),
    )


@pytest.mark.exigence("HAB-03", "NOV-01")
@pytest.mark.parametrize(
    ("membres", "suivant", "precedent"),
    [
        (None, Palier(1, Quotas(2, 5)), None),
        (0, Palier(1, Quotas(2, 5)), None),
        (1, Palier(11, Quotas(3, 15)), None),
        (10, Palier(11, Quotas(3, 15)), None),
        (11, Palier(26, Quotas(5, 25)), Palier(10, Quotas(2, 5))),
        (25, Palier(26, Quotas(5, 25)), Palier(10, Quotas(2, 5))),
        (26, None, Palier(25, Quotas(3, 15))),
    ],
)
def test_les_paliers_voisins(membres: int | None, suivant: Palier | None, precedent: Palier | None) -> None:
    assert palier_suivant(membres) == suivant
    assert palier_precedent(membres) == precedent


@pytest.mark.exigence("HAB-03", "NOV-01")
@given(st.integers(1, 500))
def test_le_palier_change_a_son_seuil_et_pas_avant(membres: int) -> None:
    suivant, precedent = palier_suivant(membres), palier_precedent(membres)
    if suivant is not None:
        assert quotas(suivant.membres) == suivant.quotas != quotas(membres)
        assert quotas(suivant.membres - 1) == quotas(membres)
    if precedent is not None:
        assert quotas(precedent.membres) == precedent.quotas != quotas(membres)
        assert quotas(precedent.membres + 1) == quotas(membres)
    assert suivant is not None or precedent is not None


@pytest.mark.exigence("NOV-01")
@given(st.lists(st.builds(Liberation, st.dates(date(2026, 1, 1), date(2026, 1, 9)), st.booleans())))
def test_regrouper_ne_perd_aucune_place(unes: list[Liberation]) -> None:
    groupes = regrouper(unes)
    assert sum(groupe.nombre for groupe in groupes) == len(unes)
    assert list(groupes) == sorted(groupes)
    assert len({(groupe.le, groupe.certaine) for groupe in groupes}) == len(groupes)


@pytest.mark.django_db
@pytest.mark.exigence("HAB-03", "NOV-01", "ORG-01")
@pytest.mark.parametrize(
    ("fuseau", "minuit_utc"),
    [
        ("Indian/Reunion", datetime(2026, 6, 14, 20, tzinfo=UTC)),
        ("Europe/Paris", datetime(2026, 6, 14, 22, tzinfo=UTC)),
        ("America/Martinique", datetime(2026, 6, 15, 4, tzinfo=UTC)),
    ],
)
def test_l_effectif_se_lit_a_l_instant_de_la_caisse(fuseau: str, minuit_utc: datetime) -> None:
    caisse = creer_caisse("971", fuseau=fuseau)
    partenaire = creer_partenaire()
    relier(caisse, partenaire, signee_le=date(2026, 6, 15), effectif=12)
    veille, jour = minuit_utc - timedelta(minutes=1), minuit_utc
    assert effectif(partenaire.pk, veille) is None
    assert effectif(partenaire.pk, jour) == 12
    assert (effectif_declare(partenaire.pk, veille), effectif_declare(partenaire.pk, jour)) == (0, 12)


@pytest.mark.django_db
@pytest.mark.exigence("NOV-01", "HAB-10")
@time_machine.travel("2026-06-15 09:00:00+02:00", tick=False)
def test_ce_qui_se_libere_et_quand() -> None:
    partenaire = creer_partenaire_lie(effectif=30)
    for _ in range(2):
        creer_habilitation(partenaire, etat="invitee")
    partants = [creer_habilitation(partenaire, "gestionnaire") for _ in range(4)]
    depart(partants[0], date(2026, 7, 3))
    depart(partants[1], date(2026, 6, 1))  # late: as soon as the sweep passes
    depart(partants[2], date(2026, 7, 3), EtatDemandeHabilitation.EN_ATTENTE)
    depart(partants[3], date(2026, 7, 3), EtatDemandeHabilitation.REFUSEE)
    a_venir = liberations(partenaire.pk, timezone.now())
    assert a_venir == {
        "technicien": (Liberation(date(2026, 6, 22), certaine=False, nombre=2),),
        "gestionnaire": (
            Liberation(date(2026, 6, 15), certaine=True),
            Liberation(date(2026, 7, 3), certaine=True),
        ),
    }
    Habilitation.objects.filter(pk=partants[0].pk).update(etat="inactive", inactivee_le=timezone.now())
    assert len(liberations(partenaire.pk, timezone.now())["gestionnaire"]) == 1
    expire_le = datetime.fromisoformat("2026-06-22 09:00:00+02:00")
    assert liberations(partenaire.pk, expire_le - timedelta(minutes=1))["technicien"]
    assert not liberations(partenaire.pk, expire_le)["technicien"]


@pytest.mark.django_db
@pytest.mark.exigence("NOV-01", "HAB-03")
def test_la_page_dit_les_places_bientot_libres_et_l_article(connecter: Connecter) -> None:
    with time_machine.travel("2026-06-15 09:00:00+02:00", tick=False):
        partenaire = creer_partenaire_lie()
        gestionnaire = creer_gestionnaire(partenaire)
        creer_habilitation(partenaire, etat="invitee")
        depart(creer_habilitation(partenaire, "gestionnaire"), date(2026, 7, 3))
        html = lire(connecter(gestionnaire), reverse(LISTE))
    assert "Une place libérée le lundi 22 juin 2026 si l’invitation ne sert pas d’ici là." in html
    assert "Une place libérée le vendredi 3 juillet 2026 : la caisse a accepté l’inactivation." in html
    assert "3 gestionnaires et 15 techniciens au plus (convention d’utilisation, article 2.2.1)" in html
    assert f'href="{reverse("habilitations:demander_gestionnaire")}"' in html


@pytest.mark.django_db
@pytest.mark.exigence("NOV-01", "HAB-03")
def test_apres_une_baisse_l_exces_se_voit_et_rien_ne_se_cree(connecter: Connecter) -> None:
    partenaire = creer_partenaire_lie(effectif=12)
    gestionnaire = creer_gestionnaire(partenaire)
    for _ in range(7):
        creer_habilitation(partenaire)
    utilisation = partenaire.parties.get(convention__nature="utilisation").convention
    utilisation.effectif_declare = 9
    utilisation.save()
    html = lire(connecter(gestionnaire), reverse(LISTE))
    assert "<b>2 comptes de trop</b> : l’effectif déclaré a baissé." in html
    assert "Rien n’est supprimé, rien ne peut être créé" in html
    assert "Créer un technicien" not in html
    assert Habilitation.objects.filter(partenaire=partenaire, etat="active").count() == 8


@pytest.fixture
def structure(db: None) -> Partenaire:
    """Eighteen members; four gestionnaires would be one too many, as six techniciens with nine members."""
    partenaire = creer_partenaire_lie(effectif=18)
    for _ in range(6):
        creer_habilitation(partenaire)
    return partenaire


@pytest.mark.exigence("NOV-01", "HAB-03")
@pytest.mark.parametrize(
    ("essai", "phrases"),
    [
        (
            9,
            [
                "2 gestionnaires au plus, 1 place de moins qu’aujourd’hui : 2 places libres.",
                "5 techniciens au plus : 1 compte de trop. Rien n’est supprimé",
                "À partir de 11 membres : 3 gestionnaires et 15 techniciens au plus.",
            ],
        ),
        (
            20,
            [
                "3 gestionnaires au plus, comme aujourd’hui : 3 places libres.",
                "À partir de 26 membres : 5 gestionnaires et 25 techniciens au plus.",
                "Jusqu’à 10 membres : 2 gestionnaires et 5 techniciens au plus.",
            ],
        ),
        (
            40,
            [
                "25 techniciens au plus, 10 places de plus qu’aujourd’hui : 19 places libres.",
                "Jusqu’à 25 membres : 3 gestionnaires et 15 techniciens au plus.",
            ],
        ),
    ],
)
def test_la_simulation_dit_ce_qui_changerait(
    essai: int, phrases: list[str], connecter: Connecter, structure: Partenaire
) -> None:
    adresse = reverse("habilitations:simuler_effectif", kwargs={"cle": structure.cle})
    html = lire(connecter(creer_agent("instructeur")), f"{adresse}?membres={essai}")
    for phrase in phrases:
        assert phrase in html
    assert "Convention d’utilisation, article 2.2.1" in html
    utilisation = structure.parties.get(convention__nature="utilisation").convention
    assert utilisation.effectif_declare == 18  # trying writes nothing
