"""Comités under the web role: who plans, holds and cancels them, and who is told (CONV-09)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine

from conventions.models import Comite
from conventions.services import comites as services
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.conventions.comites.scene import JOUR, Scene
from tests.factories.conventions import creer_caisse, creer_convention, mettre_fin
from tests.factories.habilitations import acteur_pour, creer_agent, creer_gestionnaire

CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
NIR = "1 84 12 76 451 089 46"
DANS_UN_MOIS = date(2026, 12, 21)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CONV-09")]


@pytest.fixture
def acteur(scene: Scene) -> Acteur:
    return acteur_pour(scene.gestionnaire)


def planifier(
    scene: Scene,
    acteur: Acteur,
    le: date = DANS_UN_MOIS,
    ordre_du_jour: str = "Bilan de l’année",
    lieu: str = "",
) -> Comite:
    return services.planifier(
        acteur=acteur, convention=scene.convention, le=le, ordre_du_jour=ordre_du_jour, lieu=lieu
    )


def tenir(acteur: Acteur, comite: Comite, texte: str = "Tout va bien.") -> None:
    services.consigner_compte_rendu(
        acteur=acteur,
        comite=comite,
        compte_rendu=texte,
        presents=list(comite.participants.values_list("pk", flat=True)),
        version=services.version_du_compte_rendu(comite),
    )


def code(appel: Callable[[], object]) -> str:
    with pytest.raises(RegleMetierRefusee) as refus:
        appel()
    return refus.value.code


def envois() -> list[tuple[str, str]]:
    return sorted(Courriel.objects.values_list("message", "adresse"))


def test_planifier_invite_les_referents_de_toutes_les_parties(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur, lieu="Salle des Tilleuls")
    assert envois() == [
        ("conventions.comite_invitation", "pas@asso.example"),
        ("conventions.comite_invitation", "ref@caisse.example"),
    ]
    courriel = Courriel.objects.latest("cree_le")
    for texte in (courriel.texte, courriel.html):
        assert f"/partenaires/comites/{comite.cle}/" in texte
        assert "lundi 21\u00a0décembre 2026" in texte
        # A date and a link only.
        assert "Bilan" not in texte
        assert "Tilleuls" not in texte
    assert courriel.objet == "Comité de pilotage le lundi 21\xa0décembre 2026"
    assert sorted(comite.participants.values_list("nom", "present")) == [
        ("Awa Diallo", False),
        ("Luc Perrin", False),
    ]
    trace = Evenement.objects.get(action="conventions.planifier_comite")
    assert (trace.auteur_id, trace.caisse_id) == (scene.gestionnaire.pk, scene.caisse.pk)


def test_un_comite_deja_tenu_s_inscrit_sans_inviter_personne(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        planifier(scene, acteur, JOUR - timedelta(days=1))
    assert envois() == []
    with comme_web(acteur):
        planifier(scene, acteur, JOUR)
    assert len(envois()) == 2


def _nomme(scene: Scene) -> Utilisateur:
    return scene.gestionnaire


def _agent(scene: Scene) -> Utilisateur:
    return scene.agent


def _superviseur(_scene: Scene) -> Utilisateur:
    return creer_agent("superviseur")


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("qui", [_nomme, _agent, _superviseur, Scene.national])
def test_qui_anime_planifie(qui: Callable[[Scene], Utilisateur], scene: Scene, comme_web: CommeWeb) -> None:
    acteur = acteur_pour(qui(scene))
    with comme_web(acteur):
        comite = planifier(scene, acteur)
        tenir_code = code(partial(tenir, acteur, comite))
    assert tenir_code == "comite_a_venir"
    assert scene.convention.comites.get().date == DANS_UN_MOIS


def _non_nomme(scene: Scene) -> Utilisateur:
    return scene.non_nomme


def _instructeur(_scene: Scene) -> Utilisateur:
    return creer_agent("instructeur", "dpo")


def _d_ailleurs(_scene: Scene) -> Utilisateur:
    return creer_agent("gestionnaire_conventions", caisse=creer_caisse("011"))


def _autre_partenaire(_scene: Scene) -> Utilisateur:
    return creer_gestionnaire()


@pytest.mark.exigence("HAB-17")
@pytest.mark.parametrize("qui", [_non_nomme, Scene.technicien, _instructeur, _d_ailleurs, _autre_partenaire])
def test_les_autres_ne_planifient_ni_ne_modifient(
    qui: Callable[[Scene], Utilisateur], scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur)
    autre = acteur_pour(qui(scene))
    with comme_web(autre):
        with pytest.raises(HorsPortee):
            planifier(scene, autre, date(2026, 12, 28))
        with pytest.raises(HorsPortee):
            services.annuler(acteur=autre, comite=comite, motif="Neige")
        with pytest.raises(HorsPortee):
            services.ajouter_participant(acteur=autre, comite=comite, nom="Intrus")
    assert scene.convention.comites.count() == 1
    assert Comite.objects.get().annule_motif == ""


@pytest.mark.exigence("HAB-17")
def test_la_base_ne_montre_un_comite_qu_a_ses_parties(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur)
    lecteurs = {
        "nomme": scene.gestionnaire,
        "non_nomme": scene.non_nomme,
        "instructeur": creer_agent("instructeur"),
        "national": scene.national(),
        "technicien": scene.technicien(),
        "ailleurs": _d_ailleurs(scene),
        "autre": _autre_partenaire(scene),
    }
    vus = {}
    for nom, compte in lecteurs.items():
        lecteur = acteur_pour(compte)
        with comme_web(lecteur):
            # The policy of the database, and the scope of the code, agree.
            par_la_base = Comite.objects.filter(pk=comite.pk).exists()
            assert par_la_base == Comite.objects.visibles_par(lecteur).filter(pk=comite.pk).exists()
            assert par_la_base == bool(comite.participants.count())
        vus[nom] = par_la_base
    assert {nom for nom, vu in vus.items() if vu} == {"nomme", "non_nomme", "instructeur", "national"}


@pytest.mark.parametrize(
    ("le", "attendu"),
    [(date(2026, 1, 4), "hors_convention"), (date(2027, 1, 5), "hors_convention")],
)
def test_un_comite_se_tient_pendant_la_convention(
    le: date, attendu: str, scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    mettre_fin(scene.convention, date(2027, 1, 4))
    with comme_web(acteur):
        assert code(partial(planifier, scene, acteur, le)) == attendu
        planifier(scene, acteur, date(2026, 1, 5))
        planifier(scene, acteur, date(2027, 1, 4))
    assert scene.convention.comites.count() == 2


def test_un_projet_n_a_pas_de_comite(scene: Scene, comme_web: CommeWeb) -> None:
    projet = creer_convention(scene.caisse, scene.partenaire, signee_le=None)
    agent = acteur_pour(scene.agent)
    with comme_web(agent):
        appel = partial(
            services.planifier, acteur=agent, convention=projet, le=DANS_UN_MOIS, ordre_du_jour="Bilan"
        )
        assert code(appel) == "pas_signee"
    assert projet.comites.count() == 0


def test_un_seul_comite_par_jour_sauf_annule(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur)
        assert code(partial(planifier, scene, acteur)) == "comite_ce_jour"
        services.annuler(acteur=acteur, comite=comite, motif="Neige")
        assert planifier(scene, acteur).pk != comite.pk


@pytest.mark.exigence("RGPD-05")
@pytest.mark.parametrize("champ", ["lieu", "ordre_du_jour"])
def test_aucun_nir_dans_ce_qui_se_planifie(
    champ: str, scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        valeurs = {"ordre_du_jour": "Bilan", "lieu": "", champ: f"Dossier {NIR}"}
        assert code(partial(planifier, scene, acteur, DANS_UN_MOIS, **valeurs)) == "nir"
    assert scene.convention.comites.count() == 0


def test_deplacer_le_dit_aux_referents_changer_l_ordre_du_jour_non(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur, lieu="Salle A")
    avant = len(envois())

    def modifier(le: date, lieu: str, ordre: str) -> None:
        comite.refresh_from_db()
        with comme_web(acteur):
            services.modifier(
                acteur=acteur,
                comite=comite,
                le=le,
                lieu=lieu,
                ordre_du_jour=ordre,
                version=services.version_du_comite(comite),
            )

    modifier(DANS_UN_MOIS, "Salle A", "Autre ordre")
    assert len(envois()) == avant
    modifier(date(2026, 12, 22), "Salle A", "Autre ordre")
    modifier(date(2026, 12, 22), "Salle B", "Autre ordre")
    deplaces = [m for m, _ in envois() if m == "conventions.comite_deplace"]
    assert len(deplaces) == 4
    comite.refresh_from_db()
    assert (comite.date, comite.lieu, comite.ordre_du_jour) == (date(2026, 12, 22), "Salle B", "Autre ordre")


def test_deux_personnes_ne_s_ecrasent_pas(scene: Scene, acteur: Acteur, comme_web: CommeWeb) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur, JOUR)
        lue = services.version_du_compte_rendu(comite)
        tenir(acteur, comite, "La version d’Awa")
        appel = partial(
            services.consigner_compte_rendu,
            acteur=acteur,
            comite=comite,
            compte_rendu="La version de Luc",
            presents=list(comite.participants.values_list("pk", flat=True)),
            version=lue,
        )
        assert code(appel) == "version_perimee"
        perimee = partial(
            services.modifier, acteur=acteur, comite=comite, le=JOUR, ordre_du_jour="x", version="perimee"
        )
        assert code(perimee) == "comite_tenu"
    comite.refresh_from_db()
    assert comite.compte_rendu == "La version d’Awa"


def test_le_compte_rendu_fait_le_comite_tenu(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb, jour: time_machine.Traveller
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur)
    jour.move_to("2026-12-20T23:30:00+01:00")
    with comme_web(acteur):
        assert code(partial(tenir, acteur, comite)) == "comite_a_venir"
    jour.move_to("2026-12-21T09:00:00+01:00")
    with comme_web(acteur):
        assert code(partial(tenir, acteur, comite, "  \n")) == "compte_rendu_absent"
        assert code(partial(tenir, acteur, comite, f"Vu {NIR}")) == "nir"
        sans_personne = partial(
            services.consigner_compte_rendu,
            acteur=acteur,
            comite=comite,
            compte_rendu="Texte",
            presents=[],
            version=services.version_du_compte_rendu(comite),
        )
        assert code(sans_personne) == "personne_presente"
        presente = comite.participants.get(nom="Awa Diallo")
        services.consigner_compte_rendu(
            acteur=acteur,
            comite=comite,
            compte_rendu="Tout va bien.",
            presents=[presente.pk],
            version=services.version_du_compte_rendu(comite),
        )
    comite.refresh_from_db()
    assert (comite.tenu, comite.compte_rendu) == (True, "Tout va bien.")
    assert sorted(comite.participants.values_list("nom", "present")) == [
        ("Awa Diallo", True),
        ("Luc Perrin", False),
    ]
    with comme_web(acteur):
        assert (
            code(partial(services.annuler, acteur=acteur, comite=comite, motif="Trop tard")) == "comite_tenu"
        )
        tenir(acteur, comite, "Corrigé.")
    comite.refresh_from_db()
    assert comite.compte_rendu == "Corrigé."


def test_le_jour_est_celui_de_la_caisse(
    scene: Scene, comme_web: CommeWeb, jour: time_machine.Traveller
) -> None:
    scene.caisse.fuseau = "Indian/Reunion"
    scene.caisse.save()
    agent = acteur_pour(scene.agent)
    with comme_web(agent):
        comite = planifier(scene, agent)
    # 22 h in Paris is already one in the morning of the 21st in La Réunion.
    jour.move_to("2026-12-20T22:00:00+01:00")
    with comme_web(agent):
        tenir(agent, comite)
    comite.refresh_from_db()
    assert comite.tenu


def test_annuler_dit_pourquoi_et_l_annonce_sans_le_motif(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    with comme_web(acteur):
        comite = planifier(scene, acteur)
        assert code(partial(services.annuler, acteur=acteur, comite=comite, motif=" ")) == "motif_absent"
        services.annuler(acteur=acteur, comite=comite, motif="Salle inondée")
        assert (
            code(partial(services.annuler, acteur=acteur, comite=comite, motif="Encore")) == "comite_annule"
        )
    comite.refresh_from_db()
    assert comite.annule_motif == "Salle inondée"
    annonces = Courriel.objects.filter(message="conventions.comite_annule")
    assert annonces.count() == 2
    assert not any("inondée" in annonce.texte + annonce.html for annonce in annonces)


def test_d_autres_participants_s_ajoutent_et_se_retirent(
    scene: Scene, acteur: Acteur, comme_web: CommeWeb
) -> None:
    ailleurs = creer_convention(scene.caisse, scene.partenaire).parties.first()
    with comme_web(acteur):
        comite = planifier(scene, acteur)
        ajouter = partial(services.ajouter_participant, acteur=acteur, comite=comite)
        invitee = ajouter(nom="Inès Benali", fonction="directrice", partie=scene.du_partenaire)
        assert code(partial(ajouter, nom="inès benali", partie=scene.du_partenaire)) == "participant_deja_la"
        assert code(partial(ajouter, nom="Autre", partie=ailleurs)) == "partie_d_une_autre"
        assert code(partial(ajouter, nom=NIR)) == "nir"
        retirer = partial(services.retirer_participant, acteur=acteur, comite=comite, participant=invitee.pk)
        retirer()
        assert code(retirer) == "participant_absent"
    assert sorted(comite.participants.values_list("nom", flat=True)) == ["Awa Diallo", "Luc Perrin"]
