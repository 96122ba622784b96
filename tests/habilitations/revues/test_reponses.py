"""Answering a review, account by account (HAB-10, HAB-11, HAB-15)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from habilitations.enums import EtatDemandeHabilitation, MotifInactivation, NatureDemande
from habilitations.models import DemandeHabilitation, EvenementCompte, Habilitation, LigneRevue, Revue
from habilitations.services.ouverture_revues import ouvrir_revue
from habilitations.services.revues import confirmer_lignes, retirer_ligne
from tests.factories.habilitations import (
    acteur_pour,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)
from tests.habilitations.revues.scene import (
    OUVERTURE,
    SANS_REPONSE,
    CommeWeb,
    Connecter,
    Scene,
    decision,
    etat,
    ligne,
)

pytestmark = pytest.mark.django_db
APRES = OUVERTURE + timedelta(hours=2)


def retirer(
    scene: Scene, revue: Revue, compte: Utilisateur, motif: str = "depart", vue: str = SANS_REPONSE
) -> LigneRevue:
    return retirer_ligne(
        acteur=scene.acteur,
        cle=revue.cle,
        compte=compte.habilitation.cle,
        motif=motif,
        vue=vue,
        maintenant=APRES,
    )


@pytest.mark.exigence("HAB-15")
def test_une_revue_porte_sur_les_comptes_actifs_a_l_ouverture(comme_web: CommeWeb) -> None:
    scene = Scene()
    for autre in ("invitee", "inactive", "expiree"):
        creer_habilitation(scene.partenaire, etat=autre)
    creer_technicien()  # of another structure
    with comme_web(scene.acteur):
        revue = scene.ouvrir()
    nouvelle = creer_technicien(scene.partenaire)
    comptes = set(revue.lignes.values_list("habilitation__utilisateur", flat=True))
    assert comptes == {compte.pk for compte in scene.gestionnaires + scene.techniciens}
    assert nouvelle.pk not in comptes
    assert not revue.inactive_sans_reponse
    entree = Evenement.objects.get(action="habilitations.revue_ouverte")
    assert (entree.partenaire_id, entree.caisse_id) == (scene.partenaire.pk, scene.caisse.pk)
    with pytest.raises(RegleMetierRefusee) as refus, comme_web(scene.acteur):
        ouvrir_revue(acteur=scene.acteur, maintenant=APRES)
    assert refus.value.code == "revue_ouverte"


@pytest.mark.exigence("HAB-15", "HAB-17")
def test_nul_autre_qu_un_gestionnaire_de_la_structure_ne_repond(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    vues = {scene.techniciens[0].habilitation.cle: SANS_REPONSE}
    for compte in (scene.techniciens[0], creer_gestionnaire(), scene.agent):
        acteur = acteur_pour(compte)
        with pytest.raises(HorsPortee), transaction.atomic(), comme_web(acteur):
            confirmer_lignes(acteur=acteur, cle=revue.cle, vues=vues, maintenant=APRES)
    assert decision(revue, scene.techniciens[0]) == ""


@pytest.mark.exigence("HAB-15")
def test_confirmer_se_fait_en_plusieurs_fois_et_deux_fois_ne_change_rien(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    with comme_web(scene.acteur):
        scene.confirmer(revue, awa, maintenant=APRES)
        scene.confirmer(revue, awa, maintenant=APRES + timedelta(hours=1))
    assert ligne(revue, awa).decidee_le == APRES
    assert ligne(revue, awa).decidee_par == scene.gestionnaire.pk
    assert decision(revue, luc) == ""
    revue.refresh_from_db()
    assert revue.close_le is None
    assert Evenement.objects.filter(action="habilitations.lignes_confirmees").count() == 1


@pytest.mark.exigence("HAB-11", "HAB-15")
def test_retirer_un_technicien_l_inactive_tout_de_suite(comme_web: CommeWeb, connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa = scene.techniciens[0]
    assert connecter(awa).get("/mon-compte/").status_code == 200
    with comme_web(scene.acteur):
        retirer(scene, revue, awa)
        encore = retirer(scene, revue, awa)
    assert (encore.decision, encore.motif) == ("retiree", "depart")
    assert etat(awa) == "inactive"
    assert not UserSession.objects.filter(user=awa).exists()
    fait = EvenementCompte.objects.get(habilitation=awa.habilitation)
    assert (fait.nature, fait.motif) == ("inactivation", MotifInactivation.DEPART)
    assert awa.courriels_recus.filter(message="habilitations.compte_inactive").count() == 1


@pytest.mark.exigence("HAB-11", "HAB-15")
@pytest.mark.parametrize("motif", ["", "securite", "exclusion", "fin_des_conventions", "revue_sans_reponse"])
def test_un_retrait_dit_un_motif_permis(motif: str) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    with pytest.raises(RegleMetierRefusee) as refus:
        retirer(scene, revue, scene.techniciens[0], motif)
    assert refus.value.code == "motif"
    assert etat(scene.techniciens[0]) == "active"


@pytest.mark.exigence("HAB-10", "HAB-15")
def test_retirer_un_gestionnaire_le_demande_a_la_caisse(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    autre = scene.gestionnaires[1]
    with comme_web(scene.acteur):
        retirer(scene, revue, autre)
    assert (decision(revue, autre), etat(autre)) == ("retiree", "active")
    demande = DemandeHabilitation.objects.get(habilitation=autre.habilitation)
    assert (demande.nature, demande.caisse_id) == (NatureDemande.INACTIVER, scene.caisse.pk)
    assert demande.souhaitee_le == APRES.date() + timedelta(days=15)
    with comme_web(scene.acteur):
        confirmer_lignes(
            acteur=scene.acteur,
            cle=revue.cle,
            vues={autre.habilitation.cle: "retiree:depart"},
            maintenant=APRES,
        )
    demande.refresh_from_db()
    assert demande.etat == EtatDemandeHabilitation.ANNULEE
    assert decision(revue, autre) == "confirmee"


@pytest.mark.exigence("HAB-10", "NOV-09")
def test_le_dernier_gestionnaire_ne_se_retire_pas(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    with comme_web(scene.acteur):
        retirer(scene, revue, scene.gestionnaires[1])
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer(scene, revue, scene.gestionnaires[0])
    assert refus.value.code == "dernier_gestionnaire"
    assert decision(revue, scene.gestionnaires[0]) == ""


@pytest.mark.exigence("HAB-15")
def test_qui_repond_apres_un_autre_l_apprend(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    autre = acteur_pour(scene.gestionnaires[1])
    with comme_web(scene.acteur):
        retirer(scene, revue, awa)
        scene.confirmer(revue, luc)
    with comme_web(autre):
        bilan = confirmer_lignes(
            acteur=autre, cle=revue.cle, vues={awa.habilitation.cle: SANS_REPONSE}, maintenant=APRES
        )
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer_ligne(
                acteur=autre, cle=revue.cle, compte=luc.habilitation.cle, motif="depart", vue=SANS_REPONSE
            )
    assert [devancee.habilitation.utilisateur for devancee in bilan.devancees] == [awa]
    assert bilan.confirmees == []
    assert refus.value.code == "devancee"
    assert (etat(luc), decision(revue, luc)) == ("active", "confirmee")


@pytest.mark.exigence("HAB-15")
def test_une_reponse_change_jusqu_a_la_cloture_puis_plus(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    with comme_web(scene.acteur):
        scene.confirmer(revue, awa)
        retirer(scene, revue, awa, vue="confirmee:")
        assert etat(awa) == "inactive"
        scene.confirmer(revue, luc, *scene.gestionnaires)
    revue.refresh_from_db()
    assert revue.close_le is not None
    with comme_web(scene.acteur), pytest.raises(RegleMetierRefusee) as refus:
        retirer(scene, revue, luc, vue="confirmee:")
    assert refus.value.code == "revue_close"
    assert etat(luc) == "active"


@pytest.mark.exigence("HAB-15")
def test_un_compte_reactive_se_confirme_encore() -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa = scene.techniciens[0]
    retirer(scene, revue, awa)
    with pytest.raises(RegleMetierRefusee) as refus:
        retirer(scene, revue, awa, "autre_domaine", vue="retiree:depart")
    assert refus.value.code == "etat"
    Habilitation.objects.filter(utilisateur=awa).update(etat="active")
    bilan = confirmer_lignes(
        acteur=scene.acteur, cle=revue.cle, vues={awa.habilitation.cle: "retiree:depart"}, maintenant=APRES
    )
    assert len(bilan.confirmees) == 1


@pytest.mark.exigence("HAB-17")
def test_un_compte_d_une_autre_structure_n_est_pas_dans_la_revue(comme_web: CommeWeb) -> None:
    scene = Scene()
    revue, ailleurs = scene.ouvrir(), creer_technicien()
    with comme_web(scene.acteur), pytest.raises(HorsPortee):
        retirer(scene, revue, ailleurs)
    nouvelle = creer_technicien(scene.partenaire)
    with comme_web(scene.acteur), pytest.raises(HorsPortee):
        retirer(scene, revue, nouvelle)
    assert [etat(ailleurs), etat(nouvelle)] == ["active", "active"]
    assert not DemandeHabilitation.objects.exists()
