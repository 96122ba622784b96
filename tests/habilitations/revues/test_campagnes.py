"""A caisse asks its partenaires to review their accounts, follows and chases (HAB-15)."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from conventions.models import CoupureAcces, Partenaire
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from habilitations.models import CampagneRevue, LigneRevue, Revue
from habilitations.services.campagnes import ouvrir_campagne, relancer_revue
from tests.factories.conventions import creer_caisse, creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire, creer_technicien
from tests.habilitations.revues.scene import OUVERTURE, TERME, CommeWeb, Connecter, Scene, messages_recus

pytestmark = pytest.mark.django_db
NOUVELLE = "habilitations:ouvrir_campagne"


def partenaire_avec_gestionnaire(nom: str) -> Partenaire:
    partenaire = creer_partenaire(nom)
    relier(creer_caisse(), partenaire)
    creer_gestionnaire(partenaire)
    return partenaire


@pytest.mark.exigence("HAB-15", "NOV-09")
def test_la_caisse_interroge_ses_partenaires_en_vigueur_et_dit_qui_ne_rejoint_pas(
    connecter: Connecter,
) -> None:
    scene = Scene(inactive=True)
    scene.ouvrir()
    bron = partenaire_avec_gestionnaire("CCAS de Bron")
    ecarte = partenaire_avec_gestionnaire("CCAS écarté")
    muet = creer_partenaire("CCAS sans gestionnaire")
    relier(scene.caisse, muet)
    coupe = partenaire_avec_gestionnaire("CCAS coupé")
    CoupureAcces.objects.create(caisse=scene.caisse, partenaire=coupe, coupee_le=OUVERTURE, motif="Essai")
    creer_gestionnaire()  # tied by its own convention to the same caisse
    ailleurs = creer_partenaire("CCAS d’ailleurs")
    relier(creer_caisse("381"), ailleurs)
    with time_machine.travel(OUVERTURE, tick=False):
        navigateur = connecter(scene.agent)
        html = navigateur.get(reverse(NOUVELLE)).content.decode()
        assert "Une revue est déjà ouverte et continue&nbsp;: CCAS de Valmont." in html
        assert "CCAS sans gestionnaire" in html
        assert "CCAS coupé" not in html
        assert "CCAS d’ailleurs" not in html
        assert f'value="{bron.cle}"' in html
        liste = reverse("habilitations:lister_campagnes")
        assert f'<a class="bouton bouton-discret" href="{liste}">Ne rien ouvrir' in html
        assert f'value="{TERME.isoformat()}"' in html
        envoi = {"libelle": "Revue 2026", "echeance": TERME.isoformat(), "partenaires": [str(bron.cle)]}
        reponse = navigateur.post(reverse(NOUVELLE), envoi, follow=True)
    assert "1 partenaire interrogé." in reponse.content.decode()
    revue = Revue.objects.get(campagne__isnull=False)
    assert (revue.partenaire, revue.echeance, revue.inactive_sans_reponse) == (bron, TERME, True)
    assert not Revue.objects.filter(partenaire=ecarte).exists()
    assert Evenement.objects.get(action="habilitations.campagne_ouverte").details == {"nombre": 1}


@pytest.mark.exigence("HAB-15")
def test_un_terme_trop_proche_ou_trop_lointain_est_refuse_et_la_saisie_reste(connecter: Connecter) -> None:
    scene = Scene()
    with time_machine.travel(OUVERTURE, tick=False):
        for jours in (14, 181):
            envoi = {
                "libelle": "Ma revue",
                "echeance": (OUVERTURE.date() + timedelta(days=jours)).isoformat(),
                "partenaires": [str(scene.partenaire.cle)],
            }
            html = connecter(scene.agent).post(reverse(NOUVELLE), envoi).content.decode()
            assert "au moins quinze jours pour répondre" in html
            assert 'value="Ma revue"' in html
    assert not CampagneRevue.objects.exists()


@pytest.mark.exigence("HAB-15", "HAB-17")
def test_une_caisse_n_interroge_que_ses_partenaires(comme_web: CommeWeb) -> None:
    scene = Scene()
    ailleurs = creer_partenaire()
    relier(creer_caisse("381"), ailleurs)
    creer_gestionnaire(ailleurs)
    for compte in (scene.agent, creer_agent("superviseur"), scene.gestionnaire):
        acteur = acteur_pour(compte)
        with comme_web(acteur), pytest.raises(HorsPortee):
            ouvrir_campagne(
                acteur=acteur,
                caisse_id=scene.caisse.pk,
                libelle="Revue",
                echeance=TERME,
                partenaire_ids=[ailleurs.pk if compte == scene.agent else scene.partenaire.pk],
                maintenant=OUVERTURE,
            )
    assert not Revue.objects.exists()


@pytest.mark.exigence("HAB-15")
def test_deux_campagnes_de_suite_n_ouvrent_qu_une_revue() -> None:
    scene = Scene()
    scene.demander()
    with pytest.raises(RegleMetierRefusee) as refus:
        scene.demander()
    assert refus.value.code == "sans_partenaire"
    assert (Revue.objects.count(), LigneRevue.objects.count()) == (1, 4)


@pytest.mark.exigence("HAB-15")
def test_la_caisse_relance_une_fois_par_jour(connecter: Connecter, comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.demander()
    relance = reverse("habilitations:relancer_revue", args=[revue.cle])
    with time_machine.travel(OUVERTURE, tick=False):
        navigateur = connecter(scene.agent)
        assert "sont relancés" in navigateur.post(relance, follow=True).content.decode()
        assert navigateur.post(relance).status_code == 302, "une seconde fois ne change rien"
    assert messages_recus(scene.gestionnaire) == ["rappel"]
    acteur = acteur_pour(scene.agent)
    with comme_web(acteur):
        relancer_revue(acteur=acteur, cle=revue.cle, maintenant=OUVERTURE + timedelta(days=1))
    assert messages_recus(scene.gestionnaire) == ["rappel", "rappel"]
    volontaire = Scene()
    siennes = volontaire.ouvrir()
    with comme_web(acteur), pytest.raises(HorsPortee):
        relancer_revue(acteur=acteur, cle=siennes.cle, maintenant=OUVERTURE)


@pytest.mark.exigence("HAB-15")
def test_la_caisse_lit_l_avancement_et_ce_qui_est_en_retard(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.demander()
    scene.confirmer(revue, scene.techniciens[0])
    adresses = [
        reverse("habilitations:lister_campagnes"),
        reverse("habilitations:voir_campagne", args=[CampagneRevue.objects.get().cle]),
    ]
    for instant, en_retard in ((TERME, False), (TERME + timedelta(days=1), True)):
        with time_machine.travel(date_a_midi(instant), tick=False):
            pages = [connecter(creer_agent("dpo")).get(adresse).content.decode() for adresse in adresses]
        assert "0 sur 1 a terminé" in pages[0]
        assert "3 sans réponse sur 4" in pages[1]
        assert [("en retard" in page) for page in pages] == [en_retard, en_retard]
        assert "Ouvrir une campagne" not in pages[0]
        assert "Relancer" not in pages[1]


def date_a_midi(jour: date) -> datetime:
    return OUVERTURE.replace(year=jour.year, month=jour.month, day=jour.day, hour=12)


@pytest.mark.exigence("HAB-15")
def test_la_campagne_coute_autant_pour_trois_partenaires_que_pour_trois_cents(connecter: Connecter) -> None:
    comptees = []
    agent, caisse = creer_agent("gestionnaire_conventions"), creer_caisse()
    for combien in (3, 297):
        for rang in range(combien):
            partenaire = creer_partenaire(f"CCAS {combien} {rang:03d}")
            relier(caisse, partenaire)
            creer_technicien(partenaire)
            creer_gestionnaire(partenaire)
        with CaptureQueriesContext(connection) as ouverture:
            ouverte = ouvrir_campagne(
                acteur=acteur_pour(agent),
                caisse_id=caisse.pk,
                libelle="Revue",
                echeance=TERME,
                partenaire_ids=list(Partenaire.objects.filter(revues=None).values_list("pk", flat=True)),
                maintenant=OUVERTURE,
            )
        assert len(ouverte.revues) == combien
        navigateur = connecter(agent)
        compte = [len(ouverture)]
        # A session notes its activity every few seconds: the hands of the clock stay still while it is counted.
        with time_machine.travel(timezone.now(), tick=False):
            for adresse in (
                reverse("habilitations:lister_campagnes"),
                reverse("habilitations:voir_campagne", args=[ouverte.campagne.cle]),
                reverse(NOUVELLE),
            ):
                navigateur.get(adresse)
                with CaptureQueriesContext(connection) as requetes:
                    assert navigateur.get(adresse).status_code == 200
                compte.append(len(requetes))
        comptees.append(compte)
    assert comptees[0] == comptees[1]
