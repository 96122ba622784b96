"""Each of the six modèles driven through its whole life, with a moving clock (CONV-02 … CONV-06, CONV-21)."""

from datetime import timedelta

import pytest

from conventions.enums import CauseFin, NatureCourrier, NatureEvenement
from conventions.models import Convention, Courrier
from conventions.services.mises_en_demeure import constater_reparation
from conventions.services.suspensions import reprendre
from tests.conventions.vie.scenes import CommeWeb, Scene, le, midi, refus
from tests.factories.conventions import creer_caisse

pytestmark = pytest.mark.django_db
DEMEURE, REFUS = NatureCourrier.MISE_EN_DEMEURE, NatureCourrier.REFUS_DE_RECONDUCTION
PLAN = "Les demandes ouvertes sont terminées ; l’accueil reprend les suivantes."


@pytest.mark.exigence("CONV-02", "CONV-04", "CONV-05")
@pytest.mark.parametrize(
    ("modele", "article"),
    [
        ("cadre-nationale", "Convention cadre nationale, article 6.4"),
        ("locale-ccas", "Convention locale CCAS–UDCCAS, article 9.4"),
        ("locale-association", "Convention locale, article 9.4"),
    ],
)
def test_une_annuelle_tacite_se_reconduit_puis_se_resilie(
    comme_web: CommeWeb, modele: str, article: str
) -> None:
    scene = Scene(comme_web, modele)
    assert scene.en_vigueur("2029-06-01"), "reconduite d’elle-même"
    assert refus(lambda: scene.envoyer(NatureCourrier.RENOUVELLEMENT, "2026-06-01")).code == (
        "renouvellement_inutile"
    )
    assert refus(lambda: scene.envoyer(NatureCourrier.FIN_UNILATERALE, "2026-06-01")).code == (
        "fin_unilaterale_non_prevue"
    )
    assert refus(lambda: scene.envoyer(NatureCourrier.FORCE_MAJEURE, "2026-06-01")).code == (
        "force_majeure_non_prevue"
    )
    # 15 calendar days from sending: 20 December 2026 → 4 January 2027, by hand.
    lettre = scene.envoyer(DEMEURE, "2026-12-20")
    assert scene.fait(NatureEvenement.MISE_EN_DEMEURE).survenu_le == le("2026-12-20")

    def decider(jour: str) -> object:
        return scene.resilier(
            CauseFin.MANQUEMENT,
            jour,
            "2027-01-31",
            courrier=lettre,
            accords=[scene.de_la_caisse],
            plan=PLAN,
        )

    trop_tot = refus(lambda: decider("2027-01-04"))
    assert (trop_tot.code, trop_tot.article) == ("delai_en_cours", article)
    assert "5\u00a0janvier 2027" in trop_tot.message
    assert scene.en_vigueur("2027-01-05"), "jamais automatique"
    decider("2027-01-05")
    fin = scene.fait(NatureEvenement.RESILIATION)
    assert (fin.effet_le, fin.cause, fin.article) == (le("2027-01-31"), "manquement", article)
    assert (fin.courrier, fin.partie) == (lettre, scene.de_la_caisse)
    assert PLAN in fin.motif
    assert scene.en_vigueur("2027-01-31")
    assert not scene.en_vigueur("2027-02-01")


@pytest.mark.exigence("CONV-02", "CONV-04")
@pytest.mark.parametrize("modele", ["cadre-nationale", "locale-ccas", "locale-association", "locale-cpts"])
def test_le_refus_d_une_reconduction_tacite(comme_web: CommeWeb, modele: str) -> None:
    scene = Scene(comme_web, modele)
    lettre = scene.envoyer(REFUS, "2026-12-30", de=scene.du_partenaire)
    issue = scene.recevoir(lettre, "2027-01-04")
    assert issue is not None
    assert issue.dernier_jour == le("2027-01-04"), "signée le 5 janvier 2026 : la veille de l’anniversaire"
    assert scene.en_vigueur("2027-01-04")
    assert not scene.en_vigueur("2027-01-05")


@pytest.mark.exigence("CONV-04")
def test_un_refus_recu_trop_tard_vaut_pour_le_terme_suivant(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-ccas")
    issue = scene.recevoir(scene.envoyer(REFUS, "2026-12-30"), "2027-01-05")
    assert issue is not None
    assert issue.dernier_jour == le("2028-01-04")
    assert scene.en_vigueur("2028-01-04")
    assert not scene.en_vigueur("2028-01-05")


@pytest.mark.exigence("CONV-02", "CONV-04", "CONV-16")
def test_la_caf_se_renouvelle_expressement_puis_expire(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    assert scene.en_vigueur("2029-01-04")
    assert not scene.en_vigueur("2029-01-05")
    # Received at the latest three months before 4 January 2029: 4 October 2028, by hand.
    lettre = scene.envoyer(NatureCourrier.RENOUVELLEMENT, "2028-09-28", de=scene.du_partenaire)
    issue = scene.recevoir(lettre, "2028-10-04")
    assert issue is not None
    assert issue.terme_le == le("2032-01-04")
    renouvellement = scene.fait(NatureEvenement.RENOUVELLEMENT)
    assert (renouvellement.effet_le, renouvellement.article) == (
        le("2029-01-05"),
        "Convention locale CPAM–CAF, article 14.1",
    )
    assert renouvellement.partie == scene.du_partenaire
    assert scene.en_vigueur("2032-01-04")
    seconde = scene.envoyer(NatureCourrier.RENOUVELLEMENT, "2028-09-30")
    deuxieme = scene.recevoir(seconde, "2028-10-02", consigne="2028-10-10")
    assert deuxieme is not None
    assert deuxieme.sans_effet, "le même terme ne se renouvelle pas deux fois"
    tardive = scene.recevoir(scene.envoyer(NatureCourrier.RENOUVELLEMENT, "2031-10-01"), "2031-10-05")
    assert tardive is not None
    assert tardive.sans_effet
    assert "après le 4\u00a0octobre 2031" in tardive.phrase
    assert scene.compter(NatureEvenement.RENOUVELLEMENT) == 1
    assert scene.convention.courriers.count() == 3, "la lettre tardive reste au registre"
    assert not scene.en_vigueur("2032-01-05")


@pytest.mark.exigence("CONV-02", "CONV-04")
def test_la_caf_se_renouvelle_sans_limite_de_nombre(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    for envoi, reception, fin in (
        ("2028-09-28", "2028-10-04", "2032-01-04"),
        ("2031-09-28", "2031-10-04", "2035-01-04"),
        ("2034-09-28", "2034-10-04", "2038-01-04"),
    ):
        issue = scene.recevoir(scene.envoyer(NatureCourrier.RENOUVELLEMENT, envoi), reception)
        assert issue is not None
        assert issue.terme_le == le(fin)
        assert scene.en_vigueur(fin)
    assert not scene.en_vigueur("2038-01-05")


@pytest.mark.exigence("CONV-04", "CONV-16")
def test_un_renouvellement_recu_a_temps_mais_enregistre_tard_vaut(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    lettre = scene.envoyer(NatureCourrier.RENOUVELLEMENT, "2028-09-01", consigne="2029-02-01")
    assert not scene.en_vigueur("2029-02-01")
    scene.recevoir(lettre, "2028-09-05", consigne="2029-02-01")
    assert scene.en_vigueur("2029-02-01")


@pytest.mark.exigence("CONV-02", "CONV-05")
@pytest.mark.parametrize(
    ("demandee", "fin"),
    [(None, "2026-06-10"), ("2026-06-05", "2026-06-10"), ("2026-08-31", "2026-08-31")],
)
def test_la_caf_prend_fin_a_la_reception_ou_a_la_date_de_la_lettre(
    comme_web: CommeWeb, demandee: str | None, fin: str
) -> None:
    scene = Scene(comme_web, "locale-caf")
    lettre = scene.envoyer(
        NatureCourrier.FIN_UNILATERALE, "2026-06-02", effet_demande_le=le(demandee) if demandee else None
    )
    assert scene.en_vigueur("2027-01-01"), "l’envoi n’a pas d’effet"
    scene.recevoir(lettre, "2026-06-10")
    evenement = scene.fait(NatureEvenement.RESILIATION)
    assert (evenement.effet_le, evenement.cause) == (le(fin), "unilaterale")
    assert evenement.article == "Convention locale CPAM–CAF, article 14.4.1"
    assert scene.en_vigueur(fin)
    assert not Convention.objects.filter(pk=scene.convention.pk).en_vigueur(le(fin) + timedelta(1)).exists()


@pytest.mark.exigence("CONV-05", "CONV-21")
def test_la_force_majeure_de_la_caf(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-caf")
    # Notified on 1 March 2026; the thirtieth day is the 31st, by hand.
    lettre = scene.envoyer(NatureCourrier.FORCE_MAJEURE, "2026-02-26", de=scene.du_partenaire)
    scene.recevoir(lettre, "2026-03-01")
    suspension = scene.fait(NatureEvenement.SUSPENSION)
    assert (suspension.partie, suspension.survenu_le) == (scene.du_partenaire, le("2026-03-01"))
    assert scene.en_vigueur("2026-03-15"), "suspendue, pas finie"

    def finir(jour: str, partie: object) -> object:
        return scene.resilier(CauseFin.FORCE_MAJEURE, jour, partie=partie)

    assert refus(lambda: finir("2026-03-31", scene.du_partenaire)).code == "force_majeure_trop_recente"
    assert refus(lambda: finir("2026-04-01", scene.de_la_caisse)).code == "seule_la_partie_affectee"
    with comme_web(scene.acteur):
        reprendre(
            acteur=scene.acteur,
            convention=scene.convention,
            reprise_le=le("2026-04-02"),
            maintenant=midi(le("2026-04-02")),
        )
    assert refus(lambda: finir("2026-04-03", scene.du_partenaire)).code == "pas_de_force_majeure"
    autre = scene.envoyer(NatureCourrier.FORCE_MAJEURE, "2026-05-01", de=scene.du_partenaire)
    scene.recevoir(autre, "2026-05-04")
    notification = scene.envoyer(
        NatureCourrier.RESILIATION, "2026-06-04", de=scene.du_partenaire, suite_de=autre
    )
    scene.recevoir(notification, "2026-06-08")
    fin = scene.fait(NatureEvenement.RESILIATION)
    assert (fin.effet_le, fin.cause) == (le("2026-06-08"), "force_majeure")
    assert fin.article == "Convention locale CPAM–CAF, article 16"


@pytest.mark.exigence("CONV-02", "CONV-05")
@pytest.mark.parametrize(
    ("recue", "fin"),
    [("2026-05-12", "2026-09-30"), ("2026-10-01", "2027-03-31")],
)
def test_la_cpts_finit_au_dernier_jour_du_trimestre_suivant(
    comme_web: CommeWeb, recue: str, fin: str
) -> None:
    scene = Scene(comme_web, "locale-cpts")
    assert refus(lambda: scene.envoyer(DEMEURE, "2026-05-04")).code == "mise_en_demeure_non_prevue"
    datee = refus(
        lambda: scene.envoyer(NatureCourrier.FIN_UNILATERALE, "2026-05-04", effet_demande_le=le("2026-12-31"))
    )
    assert datee.code == "effet_fixe_par_le_texte"
    lettre = scene.envoyer(NatureCourrier.FIN_UNILATERALE, "2026-05-04", de=scene.du_partenaire)
    scene.recevoir(lettre, recue)
    assert scene.fait(NatureEvenement.RESILIATION).effet_le == le(fin)
    assert scene.en_vigueur(fin), "la reconduction tacite joue d’abord"
    assert not Convention.objects.filter(pk=scene.convention.pk).en_vigueur(le(fin) + timedelta(1)).exists()


@pytest.mark.exigence("CONV-02", "CONV-05", "CONV-16")
def test_l_utilisation_attend_la_reception_trente_jours_et_une_seconde_lettre(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "utilisation")
    lettre = scene.envoyer(DEMEURE, "2026-11-25")
    assert scene.compter(NatureEvenement.MISE_EN_DEMEURE) == 0, "le délai court de la réception"

    def seconde(jour: str, plan: str = PLAN) -> Courrier:
        return scene.envoyer(NatureCourrier.RESILIATION, jour, suite_de=lettre, reproche=plan)

    assert refus(lambda: seconde("2026-12-31")).code == "delai_pas_commence"
    # 30 calendar days from receipt: 30 November → 30 December 2026, by hand.
    scene.recevoir(lettre, "2026-11-30")
    assert refus(lambda: seconde("2026-12-30")).code == "delai_en_cours"
    assert refus(lambda: seconde("2026-12-31", " ")).code == "plan_absent"
    directe = refus(
        lambda: scene.resilier(
            CauseFin.MANQUEMENT, "2026-12-31", courrier=lettre, accords=[scene.de_la_caisse], plan=PLAN
        )
    )
    assert directe.code == "seconde_lettre_requise"
    resiliation = seconde("2026-12-31")
    assert scene.en_vigueur("2027-01-03"), "l’envoi n’a pas d’effet"
    scene.recevoir(resiliation, "2027-01-04")
    fin = scene.fait(NatureEvenement.RESILIATION)
    assert (fin.effet_le, fin.article) == (le("2027-01-04"), "Convention d’utilisation, article 8.2")
    assert scene.fait(NatureEvenement.ACCORD_DE_FIN).partie == scene.de_la_caisse
    assert not scene.en_vigueur("2027-01-05")
    assert scene.convention.parente is not None
    assert Convention.objects.filter(pk=scene.convention.parente.pk).en_vigueur(le("2027-01-05")).exists()


@pytest.mark.exigence("CONV-05")
def test_un_manquement_repare_dans_le_delai_ne_se_resilie_plus(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-ccas")
    lettre = scene.envoyer(DEMEURE, "2026-12-20")
    with comme_web(scene.acteur):
        for _ in range(2):
            constater_reparation(
                acteur=scene.acteur,
                courrier=lettre,
                reparee_le=le("2027-01-04"),
                motif="Les pièces sont conservées.",
                maintenant=midi(le("2027-01-10")),
            )
    assert scene.compter(NatureEvenement.REPARATION) == 1
    erreur = refus(
        lambda: scene.resilier(
            CauseFin.MANQUEMENT, "2027-02-01", courrier=lettre, accords=[scene.de_la_caisse], plan=PLAN
        )
    )
    assert erreur.code == "manquement_repare"


@pytest.mark.exigence("CONV-05")
def test_a_trois_parties_toutes_les_autres_decident(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "locale-ccas", creer_caisse("840"))
    carsat = scene.parties[2]
    lettre = scene.envoyer(DEMEURE, "2026-12-20", a=[scene.du_partenaire])

    def decider(*accords: object) -> object:
        return scene.resilier(CauseFin.MANQUEMENT, "2027-01-05", courrier=lettre, accords=accords, plan=PLAN)

    assert refus(lambda: decider(scene.de_la_caisse)).code == "accord_manquant"
    decider(scene.de_la_caisse, carsat)
    accords = scene.convention.evenements.filter(nature=NatureEvenement.ACCORD_DE_FIN)
    assert set(accords.values_list("partie", flat=True)) == {scene.de_la_caisse.pk, carsat.pk}
    assert not scene.en_vigueur("2027-01-06")


@pytest.mark.exigence("CONV-05", "CONV-06")
def test_la_fin_de_la_metier_emporte_l_utilisation_le_meme_jour(comme_web: CommeWeb) -> None:
    scene = Scene(comme_web, "utilisation")
    utilisation, metier = scene.convention, scene.convention.parente
    assert metier is not None
    scene.convention, scene.parties = metier, list(metier.parties.order_by("pk"))
    scene.resilier(CauseFin.ACCORD, "2026-06-01", "2026-06-30")
    for convention in (metier, utilisation):
        assert Convention.objects.filter(pk=convention.pk).en_vigueur(le("2026-06-30")).exists()
        assert not Convention.objects.filter(pk=convention.pk).en_vigueur(le("2026-07-01")).exists()
    assert not utilisation.evenements.exists(), "par les dates, sans rien écrire"
