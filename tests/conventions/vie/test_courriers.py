"""The register of registered letters: what enters it, once, and what it refuses (CONV-16, CONV-03)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conventions.enums import CauseFin, NatureCourrier, NatureEvenement
from conventions.models import Referent
from conventions.services.suspensions import declarer_caducite, reprendre, suspendre
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from tests.conventions.vie.scenes import CommeWeb, Scene, agent, le, midi, refus
from tests.factories.conventions import creer_caisse

pytestmark = pytest.mark.django_db
FIN, DEMEURE = NatureCourrier.FIN_UNILATERALE, NatureCourrier.MISE_EN_DEMEURE


@pytest.mark.exigence("CONV-16", "CONV-03")
def test_une_lettre_et_sa_reception_laissent_leurs_faits_une_seule_fois(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    numeros = {scene.du_partenaire.pk: "1a 000 111 2223"}
    lettre = scene.envoyer(FIN, "2026-06-02", numeros=numeros)
    assert scene.envoyer(FIN, "2026-06-02", numeros=numeros) == lettre
    assert lettre.remises.get().numero == "1A0001112223"
    for _ in range(2):
        scene.recevoir(lettre, "2026-06-10")
    assert scene.convention.courriers.count() == 1
    natures = list(scene.convention.evenements.order_by("pk").values_list("nature", flat=True))
    assert natures == ["courrier_envoye", "resiliation", "courrier_recu"]
    fait = scene.fait(NatureEvenement.RESILIATION)
    assert (fait.courrier, fait.partie, fait.auteur_id) == (lettre, scene.de_la_caisse, 7)
    assert scene.fait(NatureEvenement.COURRIER_RECU).motif == "Met fin à la convention le 10\u00a0juin 2026."
    actions = Evenement.objects.filter(action__startswith="conventions.").values_list("action", flat=True)
    assert sorted(actions) == [
        "conventions.enregistrer_courrier",
        "conventions.enregistrer_reception",
        "conventions.resilier",
    ]


@pytest.mark.exigence("CONV-16", "CONV-05")
def test_la_derniere_reception_compte(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf", creer_caisse("840"))
    lettre = scene.envoyer(FIN, "2026-06-02")
    autres = scene.parties[1:]
    assert scene.recevoir(lettre, "2026-06-20", par=autres[0]) is None
    assert scene.compter(NatureEvenement.RESILIATION) == 0
    issue = scene.recevoir(lettre, "2026-06-12", par=autres[1], consigne="2026-06-25")
    assert issue is not None
    assert issue.dernier_jour == le("2026-06-20")


@pytest.mark.exigence("CONV-16")
def test_ce_que_le_registre_refuse(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf", creer_caisse("840"))
    deux = {scene.parties[1].pk: "1A00000000001", scene.parties[2].pk: "1A00000000002"}
    essais = {
        "envoi_futur": lambda: scene.envoyer(FIN, "2026-06-02", consigne="2026-06-01"),
        "destinataire_manquant": lambda: scene.envoyer(FIN, "2026-06-02", a=[scene.du_partenaire]),
        "un_seul_destinataire": lambda: scene.envoyer(DEMEURE, "2026-06-02"),
        "partie_etrangere": lambda: scene.envoyer(FIN, "2026-06-02", a=scene.parties),
        "numero_impossible": lambda: scene.envoyer(
            FIN, "2026-06-02", numeros={**deux, scene.parties[1].pk: "n° 12"}
        ),
        "motif_absent": lambda: scene.envoyer(DEMEURE, "2026-06-02", a=[scene.du_partenaire], reproche=" "),
        "nir": lambda: scene.envoyer(
            DEMEURE, "2026-06-02", a=[scene.du_partenaire], reproche="Dossier 2 85 05 78 006 084 36"
        ),
        "effet_sans_objet": lambda: scene.envoyer(
            NatureCourrier.RENOUVELLEMENT, "2026-06-02", effet_demande_le=le("2026-07-01")
        ),
        "effet_passe": lambda: scene.envoyer(FIN, "2026-06-02", effet_demande_le=le("2026-06-01")),
        "etat_incompatible": lambda: scene.envoyer(FIN, "2026-01-02"),
        "resiliation_non_decidee": lambda: scene.envoyer(NatureCourrier.RESILIATION, "2026-06-02"),
        "refus_inutile": lambda: scene.envoyer(NatureCourrier.REFUS_DE_RECONDUCTION, "2026-06-02"),
    }
    for code, essai in essais.items():
        assert refus(essai).code == code
    assert not scene.convention.courriers.exists()
    scene.envoyer(FIN, "2026-06-02", numeros=deux)
    autre = Scene(comme_web, "locale-caf")
    pris = refus(lambda: autre.envoyer(FIN, "2026-06-02", numeros={autre.du_partenaire.pk: "1A00000000001"}))
    assert pris.code == "numero_deja_au_registre"
    assert not autre.convention.courriers.exists(), "rien ne reste d’un refus"


@pytest.mark.exigence("CONV-16")
@pytest.mark.parametrize("jour", ["2026-06-01", "2026-06-21"])
def test_une_reception_est_entre_l_envoi_et_aujourd_hui(comme_web: CommeWeb, jour: str) -> None:
    scene = Scene(comme_web, "locale-caf")
    lettre = scene.envoyer(FIN, "2026-06-02")
    assert refus(lambda: scene.recevoir(lettre, jour, consigne="2026-06-20")).code == "date_impossible"
    scene.recevoir(lettre, "2026-06-10", consigne="2026-06-20")
    assert refus(lambda: scene.recevoir(lettre, "2026-06-11", consigne="2026-06-20")).code == "deja_recue"


@pytest.mark.exigence("CONV-05", "CONV-08")
def test_les_referents_apprennent_la_fin_une_fois(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    for partie, courriel in zip(scene.parties, ("a@caisse.example", "b@caf.example"), strict=True):
        Referent.objects.create(
            convention=scene.convention, partie=partie, nom="Essai", courriel=courriel, du=le("2026-01-05")
        )
    scene.resilier(CauseFin.ACCORD, "2026-06-02", "2026-06-30")
    scene.resilier(CauseFin.ACCORD, "2026-06-02", "2026-06-30")
    assert scene.compter(NatureEvenement.RESILIATION) == 1
    assert scene.compter(NatureEvenement.ACCORD_DE_FIN) == 2
    courriels = list(Courriel.objects.filter(message="conventions.fin_decidee").order_by("adresse"))
    assert [courriel.adresse for courriel in courriels] == ["a@caisse.example", "b@caf.example"]
    assert all(courriel.urgent for courriel in courriels)
    assert "30\u00a0juin 2026" in courriels[0].texte
    assert "Accord de toutes les parties" in courriels[0].texte


@pytest.mark.exigence("CONV-05")
def test_ce_qu_une_decision_exige(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    essais = {
        "accord_manquant": lambda: scene.resilier(
            CauseFin.ACCORD, "2026-06-02", accords=[scene.de_la_caisse]
        ),
        "lettre_requise": lambda: scene.resilier(CauseFin.UNILATERALE, "2026-06-02"),
        "mise_en_demeure_absente": lambda: scene.resilier(CauseFin.MANQUEMENT, "2026-06-02"),
        "pas_de_force_majeure": lambda: scene.resilier(
            CauseFin.FORCE_MAJEURE, "2026-06-02", partie=scene.de_la_caisse
        ),
        "fin_passee": lambda: scene.resilier(CauseFin.ACCORD, "2026-06-02", "2026-06-01"),
        "motif_absent": lambda: scene.resilier(CauseFin.ACCORD, "2026-06-02", motif=" "),
    }
    for code, essai in essais.items():
        erreur = refus(essai)
        assert erreur.code == code
        assert erreur.message.endswith(".")
    assert not scene.convention.evenements.exists()


@pytest.mark.exigence("CONV-03", "CONV-05", "CONV-21")
def test_suspendre_reprendre_et_nommer_des_clauses_une_seule_fois(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    commun: dict[str, Any] = {
        "acteur": scene.acteur,
        "convention": scene.convention,
        "maintenant": midi(le("2026-06-20")),
    }
    with comme_web(scene.acteur):
        for _ in range(2):
            suspendre(partie=scene.du_partenaire, notifiee_le=le("2026-06-01"), motif="Inondation.", **commun)
        autre = refus(
            lambda: suspendre(
                partie=scene.de_la_caisse, notifiee_le=le("2026-06-02"), motif="Panne.", **commun
            )
        )
        assert autre.code == "deja_suspendue"
        for _ in range(2):
            reprendre(reprise_le=le("2026-06-10"), **commun)
            declarer_caducite(
                clauses_contraires="Article 9",
                texte_nouveau="Loi nouvelle",
                depuis_le=le("2026-06-15"),
                **commun,
            )
        vide = refus(
            lambda: declarer_caducite(
                clauses_contraires=" ", texte_nouveau="Loi", depuis_le=le("2026-06-15"), **commun
            )
        )
    assert vide.code == "clauses_absentes"
    for nature in (NatureEvenement.SUSPENSION, NatureEvenement.REPRISE, NatureEvenement.CADUCITE):
        assert scene.compter(nature) == 1
    caducite = scene.fait(NatureEvenement.CADUCITE)
    assert caducite.motif == "Article 9 (contraires à : Loi nouvelle)"
    assert caducite.article == "Convention locale CPAM–CAF, article 14.2"
    assert scene.en_vigueur("2026-06-20"), "le reste de la convention continue"


@pytest.mark.exigence("CONV-16", "HAB-16", "HAB-17")
@pytest.mark.parametrize("qui", ["superviseur", "autre caisse"])
def test_les_autres_n_ecrivent_pas_au_registre(comme_web: CommeWeb, qui: str) -> None:
    scene = Scene(comme_web, "locale-caf")
    ailleurs = qui == "autre caisse"
    scene.acteur = agent(creer_caisse("011")) if ailleurs else agent(scene.caisse, "superviseur")
    with pytest.raises(HorsPortee):
        scene.envoyer(FIN, "2026-06-02")
    with pytest.raises(HorsPortee):
        scene.resilier(CauseFin.ACCORD, "2026-06-02")
    assert not scene.convention.evenements.exists()


@pytest.mark.exigence("CONV-04")
def test_la_reconduction_tacite_ne_demande_aucun_balayage(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-cpts")
    demain = timezone.localdate() + timedelta(days=3650)
    assert scene.en_vigueur(demain.isoformat())
    assert not scene.convention.evenements.exists()
