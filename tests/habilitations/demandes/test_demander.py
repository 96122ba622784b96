"""Asking the caisse: a gestionnaire, a change, a departure (HAB-03, HAB-04, HAB-09, HAB-10)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.models import DemandeHabilitation
from habilitations.services.demandes import (
    annuler_demande,
    demander_habilitation,
    demander_inactivation,
    demander_modification,
)
from habilitations.services.releves import Releve
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_habilitation, creer_technicien
from tests.habilitations.demandes.scene import (
    LUNDI,
    PREMIERE,
    CommeWeb,
    agent,
    demande,
    gestionnaire,
    identite,
    structure,
)

pytestmark = pytest.mark.django_db
NIR = "2 85 05 78 006 084 91"


def acteur_de(partenaire: Partenaire, nom: str = "Roche") -> Acteur:
    return acteur_pour(gestionnaire(partenaire, nom))


def refus_de(service: Any, **arguments: Any) -> RegleMetierRefusee:
    with pytest.raises(RegleMetierRefusee) as refus, transaction.atomic():
        service(maintenant=LUNDI, **arguments)
    return refus.value


@pytest.mark.exigence("HAB-04", "HAB-09")
def test_la_demande_part_a_la_caisse_sans_nommer_personne(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    decideur = agent()
    creer_agent("instructeur")
    acteur = acteur_de(partenaire)
    with comme_web(acteur):
        faite = demander_habilitation(
            acteur=acteur, caisse_id=caisse.pk, identite=identite(), maintenant=LUNDI
        )
    assert (faite.etat, faite.demandee_le, faite.nom, faite.courriel) == (
        "en_attente",
        LUNDI,
        "Perrin",
        "luc.perrin@valmont.example",
    )
    courriel = Courriel.objects.get(message="habilitations.demande_recue")
    assert courriel.destinataire == decideur
    assert "CCAS de Valmont" in courriel.texte
    assert "mardi 17" in courriel.texte
    assert f"/habilitations/demandes/{faite.cle}/" in courriel.texte
    for interdit in ("Perrin", "Luc", "luc.perrin"):
        assert interdit not in courriel.texte + courriel.html + courriel.objet
    entree = Evenement.objects.get(action="habilitations.demande_demandee")
    assert (entree.caisse_id, entree.partenaire_id, entree.details) == (
        caisse.pk,
        partenaire.pk,
        {"nature": "habiliter"},
    )


@pytest.mark.exigence("HAB-03", "HAB-04")
def test_on_ne_demande_que_les_places_qui_restent(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(effectif=8), creer_caisse()
    acteur = acteur_de(partenaire)
    with comme_web(acteur):
        demander_habilitation(acteur=acteur, caisse_id=caisse.pk, identite=identite(), maintenant=LUNDI)
        autre = identite(courriel="ines.faure@valmont.example")
        refus = refus_de(demander_habilitation, acteur=acteur, caisse_id=caisse.pk, identite=autre)
    assert refus.code == "quota_atteint"
    assert "demandez l’inactivation" in refus.message
    # A departure asked for frees the seat that the next one takes.
    demande(partenaire, "inactiver", gestionnaire(partenaire, "Marin").habilitation)
    with comme_web(acteur), pytest.raises(RegleMetierRefusee, match="prises"):
        demander_habilitation(acteur=acteur, caisse_id=caisse.pk, identite=autre, maintenant=LUNDI)
    DemandeHabilitation.objects.filter(nature="habiliter").delete()
    with comme_web(acteur):
        assert demander_habilitation(acteur=acteur, caisse_id=caisse.pk, identite=autre, maintenant=LUNDI).pk


@pytest.mark.exigence("HAB-04", "HAB-08", "RGPD-05")
def test_l_adresse_et_les_mots_sont_verifies_des_la_demande(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    acteur = acteur_de(partenaire)
    arguments: dict[str, Any] = {"acteur": acteur, "caisse_id": caisse.pk}
    with comme_web(acteur):
        ailleurs = identite(courriel="luc.perrin@agglo.example")
        refus = refus_de(demander_habilitation, **arguments, identite=ailleurs)
        assert refus.code == "courriel_hors_domaine"
        assert "la caisse jugera" in refus.message
        assert refus_de(demander_habilitation, **arguments, identite=identite(courriel="luc")).code == (
            "courriel_invalide"
        )
        avec_nir = refus_de(demander_habilitation, **arguments, identite=identite(), precision=f"pour {NIR}")
        assert (avec_nir.code, "85" in avec_nir.message) == ("nir", False)
        doublon = refus_de(
            demander_habilitation, **arguments, identite=identite(courriel="ROCHE@valmont.example")
        )
        assert doublon.code == "deja_un_compte"
        faite = demander_habilitation(
            **arguments, identite=ailleurs, precision="agent mis à disposition", maintenant=LUNDI
        )
        assert faite.precision == "agent mis à disposition"
        deja = refus_de(demander_habilitation, **arguments, identite=ailleurs, precision="encore")
    assert deja.code == "deja_demande"
    assert DemandeHabilitation.objects.count() == 1


@pytest.mark.exigence("HAB-04")
def test_la_base_refuse_deux_demandes_pour_une_adresse() -> None:
    partenaire = structure()
    demande(partenaire)
    with pytest.raises(IntegrityError, match="une_demande_par_personne"), transaction.atomic():
        demande(partenaire, courriel="LUC.PERRIN@valmont.example")


@pytest.mark.exigence("HAB-17")
def test_seul_un_gestionnaire_demande_et_a_sa_caisse_seulement(comme_web: CommeWeb) -> None:
    partenaire, ailleurs = structure(), creer_caisse("381", departements=("38",))
    technicien = acteur_pour(creer_technicien(partenaire))
    decideur = acteur_pour(agent())
    acteur = acteur_de(partenaire)
    for intrus, caisse_id in (
        (technicien, creer_caisse().pk),
        (decideur, creer_caisse().pk),
        (acteur, ailleurs.pk),
    ):
        with comme_web(intrus), pytest.raises(HorsPortee):
            demander_habilitation(acteur=intrus, caisse_id=caisse_id, identite=identite(), maintenant=LUNDI)
    voisin = gestionnaire(structure("CCAS voisin"), "Faure").habilitation
    with comme_web(acteur):
        for service in (demander_modification, demander_inactivation):
            suite: dict[str, Any] = (
                {"champs": {"nom": "Autre"}}
                if service is demander_modification
                else {"souhaitee_le": PREMIERE}
            )
            with pytest.raises(HorsPortee):
                service(acteur=acteur, caisse_id=creer_caisse().pk, cle=voisin.cle, maintenant=LUNDI, **suite)
    assert not DemandeHabilitation.objects.exists()


@pytest.mark.exigence("HAB-04", "HAB-09")
def test_avec_deux_caisses_la_demande_va_a_celle_choisie(comme_web: CommeWeb) -> None:
    partenaire, autre = structure(), creer_caisse("011", departements=("01",))
    relier(autre, partenaire)
    de_l_autre, du_rhone = agent(caisse=autre), agent()
    acteur = acteur_de(partenaire)
    with comme_web(acteur):
        faite = demander_habilitation(
            acteur=acteur, caisse_id=autre.pk, identite=identite(), maintenant=LUNDI
        )
    assert faite.caisse == autre
    assert Courriel.objects.filter(destinataire=de_l_autre).exists()
    assert not Courriel.objects.filter(destinataire=du_rhone).exists()


@pytest.mark.exigence("HAB-09")
def test_une_modification_ne_garde_que_ce_qui_change(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    compte = gestionnaire(partenaire, telephone="04 00 00 00 00")
    acteur, cle = acteur_pour(compte), compte.habilitation.cle
    pareils = {"nom": " Roche ", "telephone": "04 00 00 00 00"}
    with comme_web(acteur):
        arguments: dict[str, Any] = {"acteur": acteur, "caisse_id": caisse.pk, "cle": cle}
        assert refus_de(demander_modification, **arguments, champs=pareils).code == "rien_a_changer"
        # Its own account: allowed.
        faite = demander_modification(**arguments, champs={**pareils, "nom": "Roche-Marin"}, maintenant=LUNDI)
        assert (faite.nom, faite.telephone, faite.habilitation_id) == (
            "Roche-Marin",
            "",
            compte.habilitation.pk,
        )
        deja = refus_de(demander_modification, **arguments, champs={"fonction": "directrice"})
    assert deja.code == "deja_demande"
    assert "annulez-la" in deja.message
    compte.refresh_from_db()
    assert compte.nom == "Roche", "seule la caisse modifie"


@pytest.mark.exigence("HAB-10")
@pytest.mark.parametrize(("ecart", "passe"), [(14, False), (15, True), (16, True)])
def test_quinze_jours_a_l_avance(ecart: int, *, passe: bool, comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    acteur = acteur_de(partenaire)
    cible = gestionnaire(partenaire, "Marin").habilitation
    souhaitee = LUNDI.date() + timedelta(days=ecart)
    arguments: dict[str, Any] = {"acteur": acteur, "caisse_id": caisse.pk, "cle": cible.cle}
    with comme_web(acteur):
        if passe:
            faite = demander_inactivation(**arguments, souhaitee_le=souhaitee, maintenant=LUNDI)
            assert (faite.etat, faite.souhaitee_le) == ("en_attente", souhaitee)
        else:
            refus = refus_de(demander_inactivation, **arguments, souhaitee_le=souhaitee)
            assert refus.code == "preavis"
            assert "mardi 24" in refus.message


@pytest.mark.exigence("HAB-10", "ORG-01")
def test_le_jour_de_l_annonce_est_celui_de_la_caisse(comme_web: CommeWeb) -> None:
    cayenne = creer_caisse("973", fuseau="America/Cayenne", departements=("973",))
    partenaire = structure(caisse=cayenne)
    acteur = acteur_de(partenaire)
    cible = gestionnaire(partenaire, "Marin").habilitation
    # 02:30 UTC on the 22nd: still the 21st in Cayenne, so that the 6th is fifteen days ahead.
    instant = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    with comme_web(acteur):
        faite = demander_inactivation(
            acteur=acteur,
            caisse_id=cayenne.pk,
            cle=cible.cle,
            souhaitee_le=date(2026, 12, 6),
            maintenant=instant,
        )
    assert faite.souhaitee_le == date(2026, 12, 6)


@pytest.mark.exigence("HAB-10")
def test_le_dernier_gestionnaire_ne_part_pas_sans_successeur(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(effectif=8), creer_caisse()
    compte = gestionnaire(partenaire)
    acteur = acteur_pour(compte)
    arguments: dict[str, Any] = {
        "acteur": acteur,
        "caisse_id": caisse.pk,
        "cle": compte.habilitation.cle,
        "souhaitee_le": PREMIERE,
    }
    with comme_web(acteur):
        refus = refus_de(demander_inactivation, **arguments)
        assert refus.code == "dernier_gestionnaire"
        assert "coordonnées" in refus.message
        mauvaise = replace(identite(), courriel="luc.perrin@gmail.com")
        assert refus_de(demander_inactivation, **arguments, releve=Releve(personne=mauvaise)).code == (
            "courriel_grand_public"
        )
        assert not DemandeHabilitation.objects.exists(), "les deux demandes, ou aucune"
        faite = demander_inactivation(**arguments, releve=Releve(personne=identite()), maintenant=LUNDI)
    suite = faite.demande_du_successeur
    assert suite is not None
    assert (suite.nature, suite.etat, suite.courriel) == (
        "habiliter",
        "en_attente",
        "luc.perrin@valmont.example",
    )


@pytest.mark.exigence("HAB-10")
def test_prennent_la_suite_un_compte_invite_ou_une_demande_qui_attend(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    compte = gestionnaire(partenaire)
    acteur, cle = acteur_pour(compte), compte.habilitation.cle
    attend = demande(partenaire)
    invite = creer_habilitation(partenaire, "gestionnaire", "invitee")
    voisine = demande(structure("CCAS voisin"))
    arguments: dict[str, Any] = {
        "acteur": acteur,
        "caisse_id": caisse.pk,
        "cle": cle,
        "souhaitee_le": PREMIERE,
    }
    with comme_web(acteur):
        for ailleurs in (Releve(demande=voisine.cle), Releve(compte=cle)):
            assert refus_de(demander_inactivation, **arguments, releve=ailleurs).code == "releve"
        par_compte = demander_inactivation(**arguments, releve=Releve(compte=invite.cle), maintenant=LUNDI)
        assert par_compte.successeur == invite
        annuler_demande(acteur=acteur, cle=par_compte.cle, maintenant=LUNDI)
        par_demande = demander_inactivation(**arguments, releve=Releve(demande=attend.cle), maintenant=LUNDI)
        assert par_demande.demande_du_successeur == attend
        # The successor of the last one is not given up behind its back.
        refus = refus_de(annuler_demande, acteur=acteur, cle=attend.cle)
    assert refus.code == "releve"
    assert "Annulez d’abord" in refus.message


@pytest.mark.exigence("HAB-09", "HAB-10")
def test_on_ne_demande_rien_pour_un_compte_qui_n_est_pas_actif(comme_web: CommeWeb) -> None:
    partenaire, caisse = structure(), creer_caisse()
    acteur = acteur_de(partenaire)
    ancien = creer_habilitation(partenaire, "gestionnaire", "inactive")
    technicien = creer_technicien(partenaire).habilitation
    arguments: dict[str, Any] = {"acteur": acteur, "caisse_id": caisse.pk}
    with comme_web(acteur):
        refus = refus_de(demander_modification, **arguments, cle=ancien.cle, champs={"nom": "Autre"})
        assert refus.code == "etat"
        with pytest.raises(HorsPortee):
            demander_inactivation(**arguments, cle=technicien.cle, souhaitee_le=PREMIERE, maintenant=LUNDI)


@pytest.mark.exigence("HAB-04", "HAB-10")
def test_on_renonce_tant_que_rien_n_est_fait(comme_web: CommeWeb) -> None:
    partenaire = structure()
    compte = gestionnaire(partenaire)
    acteur = acteur_pour(compte)
    gestionnaire(partenaire, "Marin")
    attend = demande(partenaire)
    acceptee = demande(
        partenaire, "inactiver", compte.habilitation, etat="acceptee", decidee_le=LUNDI, decidee_par=7
    )
    voisine = demande(structure("CCAS voisin"))
    with comme_web(acteur):
        for une in (attend, acceptee):
            annulee = annuler_demande(acteur=acteur, cle=une.cle, maintenant=LUNDI)
            assert (annulee.etat, annulee.decidee_par) == ("annulee", compte.pk)
        with pytest.raises(HorsPortee):
            annuler_demande(acteur=acteur, cle=voisine.cle, maintenant=LUNDI)
        with pytest.raises(RegleMetierRefusee, match="déjà été annulée par le partenaire le lundi 9"):
            annuler_demande(acteur=acteur, cle=attend.cle, maintenant=LUNDI)
    compte.habilitation.refresh_from_db()
    assert compte.habilitation.etat == "active"
