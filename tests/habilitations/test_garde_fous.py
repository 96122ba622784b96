"""What the database refuses by itself, from raw SQL (HAB-01, HAB-03), and who sees which row (HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from conventions.enums import Reconduction
from conventions.models import Partenaire
from conventions.selectors import effectif_declare
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.models import Agent, ExceptionCourriel, Habilitation
from habilitations.rules.quotas import quota
from habilitations.selectors import effectif
from tests.factories.conventions import (
    DEBUT,
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
    renouveler,
)
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
    creer_utilisateur,
    verifier_quota_maintenant,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]


def inserer(
    partenaire: Partenaire,
    profil: str = "technicien",
    etat: str = "active",
    compte: Utilisateur | None = None,
) -> None:
    """Add a habilitation by raw SQL, as somebody who never heard of our services."""
    compte = compte or creer_utilisateur(profil)
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO habilitations_habilitation (cle, utilisateur_id, partenaire_id, profil, etat, creee_le,"
            " invitation_expire_le, motif_inactivation, certifications, exception_domaine, inactivee_le)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), now() + interval '7 days', '', '{}', '', now())",
            [compte.pk, partenaire.pk, profil, etat],
        )


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize("membres", [None, 0, 1, 2, 10, 11, 25, 26, 4000])
def test_la_fonction_sql_et_la_regle_donnent_les_memes_places(membres: int | None) -> None:
    for profil in (Profil.GESTIONNAIRE, Profil.TECHNICIEN):
        with connection.cursor() as curseur:
            curseur.execute("SELECT habilitations_quota(%s, %s)", [profil.value, membres])
            assert curseur.fetchone() == (quota(profil, membres),)


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize(("profil", "maximum"), [("gestionnaire", 2), ("technicien", 5)])
@pytest.mark.parametrize("etat", ["active", "invitee"])
def test_le_compte_de_trop_est_refuse_meme_en_sql(profil: str, maximum: int, etat: str) -> None:
    partenaire = creer_partenaire_lie(effectif=10)
    for _ in range(maximum):
        inserer(partenaire, profil, etat)
    verifier_quota_maintenant()
    with pytest.raises(IntegrityError, match=f"limité à {maximum} .*article 2.2.1"), transaction.atomic():
        inserer(partenaire, profil, etat)
        verifier_quota_maintenant()
    assert Habilitation.objects.filter(partenaire=partenaire, profil=profil).count() == maximum


@pytest.mark.exigence("HAB-03")
def test_redevenir_vivant_recompte_et_rester_vivant_non() -> None:
    partenaire = creer_partenaire_lie(effectif=10)
    endormie = creer_habilitation(partenaire, "gestionnaire", "inactive")
    eveillees = [creer_habilitation(partenaire, "gestionnaire", "invitee") for _ in range(2)]
    Habilitation.objects.filter(pk=eveillees[0].pk).update(etat="active")
    verifier_quota_maintenant()
    with pytest.raises(IntegrityError), transaction.atomic():
        Habilitation.objects.filter(pk=endormie.pk).update(etat="active")
        verifier_quota_maintenant()
    tardive = creer_habilitation(
        partenaire, "gestionnaire", "invitee", invitation_expire_le=timezone.now() - timedelta(hours=1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Habilitation.objects.filter(pk=tardive.pk).update(
            invitation_expire_le=timezone.now() + timedelta(days=1)
        )
        verifier_quota_maintenant()


@pytest.mark.exigence("HAB-03")
def test_une_baisse_d_effectif_gele_sans_supprimer() -> None:
    partenaire = creer_partenaire()
    utilisation = relier(creer_caisse(), partenaire, effectif=30)
    habilitations = [creer_habilitation(partenaire, "gestionnaire", "invitee") for _ in range(4)]
    utilisation.effectif_declare = 9
    utilisation.save(update_fields=["effectif_declare"])
    Habilitation.objects.filter(pk=habilitations[0].pk).update(etat="active")
    verifier_quota_maintenant()
    with pytest.raises(IntegrityError, match="limité à 2"), transaction.atomic():
        inserer(partenaire, "gestionnaire")
        verifier_quota_maintenant()
    assert Habilitation.objects.filter(partenaire=partenaire).count() == 4


@pytest.mark.exigence("HAB-02", "HAB-03")
def test_sans_convention_en_vigueur_aucune_place() -> None:
    partenaire = creer_partenaire()
    mettre_fin(relier(creer_caisse(), partenaire), timezone.localdate() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="limité à 0"), transaction.atomic():
        inserer(partenaire)
        verifier_quota_maintenant()
    assert not Habilitation.objects.exists()


@pytest.mark.exigence("HAB-01")
@pytest.mark.parametrize("cote", ["habilitation", "compte"])
def test_un_compte_et_son_habilitation_ont_le_meme_profil_pour_toujours(cote: str) -> None:
    habilitation = creer_habilitation(profil="technicien")
    with connection.cursor() as curseur, pytest.raises(IntegrityError), transaction.atomic():
        if cote == "habilitation":
            Habilitation.objects.filter(pk=habilitation.pk).update(profil="gestionnaire")
        else:
            Utilisateur.objects.filter(pk=habilitation.utilisateur_id).update(profil="gestionnaire")
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
    habilitation.refresh_from_db()
    assert habilitation.profil == habilitation.utilisateur.profil == "technicien"


def _scenes() -> dict[str, Partenaire]:
    """Make partenaires in every situation the predicate of conventions knows."""
    caisse, autre = creer_caisse(), creer_caisse("381")
    noms = (
        "simple deux_caisses expresse_courte expresse_renouvelee resiliee finie_ce_jour non_signee metier_finie "
        "par_la_tete adhesion_finie abandonnee future"
    )
    scenes = {nom: creer_partenaire() for nom in noms.split()}
    relier(caisse, scenes["simple"], effectif=8)
    relier(caisse, scenes["deux_caisses"], effectif=8)
    relier(autre, scenes["deux_caisses"], effectif=30)
    expresse: dict[str, Any] = {"reconduction": Reconduction.EXPRESSE, "duree_mois": 3}
    relier(caisse, scenes["expresse_courte"], **expresse)
    renouvelee = relier(caisse, scenes["expresse_renouvelee"], **expresse)
    assert renouvelee.parente is not None
    for terme in (date(2026, 7, 4), date(2026, 10, 4), date(2027, 1, 4)):
        renouveler(renouvelee.parente, terme)
    mettre_fin(relier(caisse, scenes["resiliee"]), date(2026, 3, 1))
    mettre_fin(relier(caisse, scenes["finie_ce_jour"]), date(2026, 6, 15))
    metier = creer_convention(caisse, scenes["non_signee"])
    creer_utilisation(caisse, scenes["non_signee"], parente=metier, signee_le=None)
    finie = relier(caisse, scenes["metier_finie"])
    assert finie.parente is not None
    mettre_fin(finie.parente, date(2026, 2, 1))
    tete = creer_partenaire()
    tronc = creer_convention(caisse, tete)
    creer_adhesion(tete, scenes["par_la_tete"])
    creer_adhesion(tete, scenes["adhesion_finie"], au=date(2026, 6, 15))
    for nom in ("par_la_tete", "adhesion_finie"):
        creer_utilisation(caisse, scenes[nom], parente=tronc, effectif=12)
    relier(caisse, scenes["abandonnee"]).parties.update(signee_le=None)
    relier(caisse, scenes["future"], signee_le=date(2027, 1, 1))
    return scenes


@pytest.mark.exigence("HAB-03", "CONV-06", "CONV-20")
def test_l_effectif_en_sql_est_celui_du_predicat_des_conventions() -> None:
    scenes = _scenes()
    jours = [DEBUT - timedelta(days=1), DEBUT, date(2026, 4, 4), date(2026, 4, 5), date(2026, 6, 14)]
    jours += [date(2026, 6, 15), date(2026, 6, 16), date(2027, 1, 4), date(2027, 1, 5), date(2028, 2, 29)]
    vus = set()
    for nom, partenaire in scenes.items():
        for jour in jours:
            attendu = effectif_declare(partenaire.pk, jour) or None
            midi = datetime.combine(jour, time(12), ZoneInfo("Europe/Paris"))
            assert effectif(partenaire.pk, midi) == attendu, (nom, jour)
            vus.add(attendu)
    assert vus == {None, 8, 12, 18, 30}


@pytest.mark.exigence("HAB-17")
def test_chacun_ne_voit_que_ses_lignes(comme_web: CommeWeb) -> None:
    chez_nous, voisin = creer_partenaire_lie(), creer_partenaire_lie(caisse=creer_caisse("381"))
    notre_technicien, notre_gestionnaire = creer_technicien(chez_nous), creer_gestionnaire(chez_nous)
    leur_gestionnaire = creer_gestionnaire(voisin)
    nous = {notre_technicien.pk, notre_gestionnaire.pk}
    attendus = [
        (acteur_pour(notre_technicien), nous),
        (acteur_pour(notre_gestionnaire), nous),
        (acteur_pour(leur_gestionnaire), {leur_gestionnaire.pk}),
        (acteur_pour(creer_agent("dpo")), nous),
        (acteur_pour(creer_agent("instructeur", caisse=creer_caisse("381"))), {leur_gestionnaire.pk}),
        (acteur_pour(creer_agent()), set()),
        (Acteur(notre_technicien.pk, "technicien"), {notre_technicien.pk}),
    ]
    for acteur, attendu in attendus:
        with comme_web(acteur):
            assert set(Habilitation.objects.values_list("utilisateur_id", flat=True)) == attendu, acteur
            visibles = Habilitation.objects.visibles_par(acteur).values_list("utilisateur_id", flat=True)
            assert set(visibles) <= attendu


@pytest.mark.exigence("HAB-17")
def test_un_gestionnaire_n_ecrit_pas_chez_le_voisin(comme_web: CommeWeb) -> None:
    voisin = creer_partenaire_lie()
    chez_le_voisin = creer_habilitation(voisin)
    acteur = acteur_pour(creer_gestionnaire())
    with comme_web(acteur):
        assert Habilitation.objects.filter(pk=chez_le_voisin.pk).update(etat="annulee") == 0
    autre = creer_utilisateur("technicien")
    with comme_web(acteur), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        inserer(voisin, compte=autre)


@pytest.mark.exigence("HAB-17")
def test_les_exceptions_et_les_agents_suivent_la_meme_portee(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie()
    ExceptionCourriel.objects.create(
        partenaire=partenaire, courriel="a@b.example", motif="m", accordee_le=timezone.now(), auteur_id=1
    )
    agent = creer_agent("instructeur")
    with comme_web(acteur_pour(agent)):
        assert ExceptionCourriel.objects.count() == 1
        assert Agent.objects.count() == 1
    with comme_web(acteur_pour(creer_gestionnaire(creer_partenaire_lie(caisse=creer_caisse("381"))))):
        assert not ExceptionCourriel.objects.exists()
        assert not Agent.objects.exists()
