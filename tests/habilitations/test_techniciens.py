"""A gestionnaire creates a technicien (HAB-01, HAB-02, HAB-03, HAB-08)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Invitation, Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.models import ExceptionCourriel, Habilitation
from habilitations.rules.certifications import CERTIFICATIONS
from habilitations.services.techniciens import creer_technicien
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)
from tests.factories.habilitations import creer_technicien as technicien_actif

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
PERSONNE: dict[str, Any] = {
    "civilite": "mme",
    "nom": "Diallo",
    "prenom": "Awa",
    "fonction": "assistante sociale",
    "courriel": "awa.diallo@valmont.example",
    "telephone": "04 00 00 00 01",
    "certifications": sorted(CERTIFICATIONS),
    "formation_detection_le": date(2026, 3, 2),
}


def creer(acteur: Acteur, partenaire: Partenaire, **changements: Any) -> Habilitation:
    return creer_technicien(acteur=acteur, partenaire_id=partenaire.pk, **{**PERSONNE, **changements})


@pytest.fixture
def structure() -> Partenaire:
    return creer_partenaire_lie(effectif=8)


@pytest.fixture
def gestionnaire(structure: Partenaire) -> Acteur:
    return acteur_pour(creer_gestionnaire(structure))


@pytest.mark.exigence("HAB-01", "HAB-02", "HAB-08")
def test_le_compte_est_ferme_jusqu_a_ce_que_la_personne_l_ouvre(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire):
        habilitation = creer(gestionnaire, structure)
    compte = habilitation.utilisateur
    assert compte.identifiant == f"t-{structure.numero}-adiallo"
    assert compte.profil == habilitation.profil == "technicien"
    assert not compte.is_active
    assert not compte.has_usable_password()
    assert habilitation.etat == "invitee"
    assert habilitation.invitation_expire_le is not None
    assert timedelta(days=6) < habilitation.invitation_expire_le - timezone.now() <= timedelta(days=7)
    jour = timezone.localdate().isoformat()
    attendu = {"le": jour, "par": gestionnaire.utilisateur_id}
    assert habilitation.certifications == dict.fromkeys(CERTIFICATIONS, attendu)
    assert habilitation.formation_detection_le == date(2026, 3, 2)


@pytest.mark.exigence("HAB-02", "RGPD-05")
def test_l_acte_est_consigne_sans_nom(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire):
        habilitation = creer(gestionnaire, structure)
    entree = Evenement.objects.get(action="habilitations.technicien_cree")
    assert (entree.auteur_id, entree.objet_id) == (gestionnaire.utilisateur_id, habilitation.pk)
    assert (entree.partenaire_id, entree.caisse_id) == (structure.pk, min(gestionnaire.caisse_ids))
    assert "diallo" not in str(vars(entree)).lower()


@pytest.mark.exigence("HAB-05", "RGPD-02")
def test_le_courriel_porte_l_identifiant_et_un_lien_que_rien_d_autre_ne_garde(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire):
        habilitation = creer(gestionnaire, structure)
    courriel = Courriel.objects.get(message="habilitations.invitation")
    assert courriel.destinataire == habilitation.utilisateur
    assert habilitation.utilisateur.identifiant in courriel.texte
    assert structure.libelle in courriel.texte
    assert courriel.texte.count("/activer/") == 1
    secret = courriel.texte.split("/activer/")[1].split("/")[0]
    assert f"/activer/{secret}/" in courriel.html
    gardes = [*Invitation.objects.values(), *Habilitation.objects.values(), *Evenement.objects.values()]
    assert len(gardes) == 5
    assert secret not in str(gardes)


@pytest.mark.exigence("HAB-05", "UX-01")
def test_le_courriel_ecrit_les_noms_comme_ils_sont(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire("CCAS de L'Isle & Cie")
    relier(creer_caisse(), partenaire)
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    with comme_web(acteur):
        creer(acteur, partenaire)
    courriel = Courriel.objects.get()
    assert "CCAS de L'Isle & Cie" in courriel.texte
    assert "CCAS de L&#x27;Isle &amp; Cie" in courriel.html
    assert courriel.objet == "Votre compte technicien sur l’Espace Partenaires"


@pytest.mark.exigence("HAB-01")
def test_deux_personnes_du_meme_nom_ont_deux_identifiants(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire):
        premier = creer(gestionnaire, structure)
        second = creer(gestionnaire, structure, prenom="Aminata", courriel="a.diallo@valmont.example")
    assert premier.utilisateur.identifiant != second.utilisateur.identifiant
    assert second.utilisateur.identifiant.startswith(premier.utilisateur.identifiant)


@pytest.mark.exigence("HAB-01")
def test_un_gestionnaire_peut_avoir_un_second_compte_a_la_meme_adresse(
    comme_web: CommeWeb, structure: Partenaire
) -> None:
    compte = creer_gestionnaire(structure, courriel="nadia.roche@valmont.example")
    acteur = acteur_pour(compte)
    with comme_web(acteur):
        habilitation = creer(acteur, structure, courriel="nadia.roche@valmont.example")
    assert habilitation.utilisateur.courriel == compte.courriel
    assert habilitation.utilisateur_id != compte.pk


@pytest.mark.exigence("HAB-02", "HAB-17")
@pytest.mark.parametrize("qui", ["technicien", "agent", "voisin", "systeme"])
def test_personne_d_autre_qu_un_gestionnaire_de_la_structure_ne_cree(
    qui: str, comme_web: CommeWeb, structure: Partenaire
) -> None:
    acteurs: dict[str, Callable[[], Utilisateur]] = {
        "technicien": lambda: technicien_actif(structure),
        "agent": lambda: creer_agent("gestionnaire_conventions", "superviseur"),
        "voisin": lambda: creer_gestionnaire(creer_partenaire_lie()),
    }
    acteur = acteur_pour(acteurs[qui]()) if qui in acteurs else Acteur(0, "systeme", frozenset({"systeme"}))
    avant = Habilitation.objects.count()
    with comme_web(acteur), pytest.raises(HorsPortee):
        creer(acteur, structure)
    assert Habilitation.objects.count() == avant


@pytest.mark.exigence("HAB-08")
def test_une_certification_manquante_refuse_et_n_ecrit_rien(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire), pytest.raises(RegleMetierRefusee) as refus:
        creer(gestionnaire, structure, certifications=sorted(CERTIFICATIONS)[1:])
    assert refus.value.code == "certifications"
    assert not Habilitation.objects.filter(profil="technicien").exists()
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-08")
@pytest.mark.parametrize(
    ("courriel", "domaines"),
    [
        ("awa@gmail.com", ("valmont.example",)),
        ("awa@autre-structure.example", ("valmont.example",)),
        ("awa@valmont.example.attaquant.example", ("valmont.example",)),
        ("awa@valmont.example", ()),
    ],
    ids=["grand public", "autre domaine", "domaine imité", "aucun domaine déclaré"],
)
def test_une_adresse_hors_des_domaines_est_refusee_avec_ce_qu_il_faut_demander(
    courriel: str, domaines: tuple[str, ...], comme_web: CommeWeb
) -> None:
    partenaire = creer_partenaire(domaines=domaines)
    relier(creer_caisse(), partenaire)
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        creer(acteur, partenaire, courriel=courriel)
    assert refus.value.code.startswith("courriel_")
    assert "caisse" in refus.value.message
    assert not Utilisateur.objects.filter(courriel=courriel).exists()


@pytest.mark.exigence("HAB-08")
def test_la_caisse_peut_accepter_une_adresse_et_sa_raison_suit_le_compte(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    ExceptionCourriel.objects.create(
        partenaire=structure,
        courriel="awa@metropole.example",
        motif="Agent mis à disposition par la métropole",
        accordee_le=timezone.now(),
        auteur_id=1,
    )
    with comme_web(gestionnaire):
        habilitation = creer(gestionnaire, structure, courriel="Awa@metropole.example")
    assert habilitation.exception_domaine == "Agent mis à disposition par la métropole"


@pytest.mark.exigence("HAB-03")
def test_la_sixieme_place_est_refusee_avec_ce_qui_la_libererait(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    for _ in range(3):
        creer_habilitation(structure)
    creer_habilitation(structure, etat="invitee")
    creer_habilitation(structure, etat="expiree")
    creer_habilitation(structure, etat="inactive")
    with comme_web(gestionnaire):
        creer(gestionnaire, structure)
        with pytest.raises(RegleMetierRefusee) as refus:
            creer(gestionnaire, structure, courriel="luc.perrin@valmont.example", nom="Perrin")
    assert refus.value.code == "quota_atteint"
    assert "5 places" in refus.value.message
    assert "2.2.1" in refus.value.article
    assert not Utilisateur.objects.filter(nom="Perrin", courriel="luc.perrin@valmont.example").exists()


@pytest.mark.exigence("HAB-03", "SEC-02")
def test_un_double_clic_fait_un_seul_compte(
    comme_web: CommeWeb, gestionnaire: Acteur, structure: Partenaire
) -> None:
    with comme_web(gestionnaire):
        creer(gestionnaire, structure)
        with pytest.raises(RegleMetierRefusee) as refus:
            creer(gestionnaire, structure)
    assert refus.value.code == "deja_un_compte"
    assert Habilitation.objects.filter(partenaire=structure, profil="technicien").count() == 1
    assert Invitation.objects.count() == 1


@pytest.mark.exigence("HAB-02", "CONV-14")
def test_sans_convention_en_vigueur_un_gestionnaire_ne_cree_plus(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire()
    utilisation = relier(creer_caisse(), partenaire)
    compte = creer_gestionnaire(partenaire)
    mettre_fin(utilisation, timezone.localdate() - timedelta(days=1))
    acteur = acteur_pour(compte)
    with comme_web(acteur), pytest.raises(HorsPortee):
        creer(acteur, partenaire)
    assert Habilitation.objects.filter(partenaire=partenaire).count() == 1
