"""Coordinates changed by whoever manages the account; a second factor removed (HAB-07, HAB-09, HAB-11)."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse

from conventions.enums import Nature
from conventions.models import Partenaire, Referent
from espace_partenaires.comptes.models import Invitation, Utilisateur
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.models import EvenementCompte, ExceptionCourriel, Habilitation
from habilitations.services.facteurs import retirer_second_facteur
from habilitations.services.modifications import modifier_compte
from tests.factories.comptes import donner_second_facteur
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_technicien,
)
from tests.habilitations.fins.conftest import MIDI, CommeWeb, Connecter

pytestmark = pytest.mark.django_db


def adresses(message: str) -> list[str]:
    lignes = Courriel.objects.filter(message=message)
    return sorted(ligne.destinataire.courriel if ligne.destinataire else ligne.adresse for ligne in lignes)


@pytest.mark.exigence("HAB-11", "HAB-08")
def test_un_gestionnaire_change_le_nom_sans_changer_l_identifiant(
    valmont: Partenaire, comme_web: CommeWeb
) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont, nom="Diallo")
    with comme_web(nadia):
        modifier_compte(
            acteur=nadia,
            cle=awa.habilitation.cle,
            champs={"nom": " Marin ", "prenom": awa.prenom, "formation_detection_le": "2026-03-02"},
            maintenant=MIDI,
        )
    change = Utilisateur.objects.get(pk=awa.pk)
    assert (change.nom, change.identifiant) == ("Marin", awa.identifiant)
    assert change.habilitation.formation_detection_le == date(2026, 3, 2)
    fait = EvenementCompte.objects.get()
    assert (fait.champs, fait.survenu_le) == (["formation_detection_le", "nom"], MIDI)
    entree = Evenement.objects.get(action="habilitations.compte_modifie")
    assert entree.details == {"champs": ["formation_detection_le", "nom"]}
    assert not Courriel.objects.exists()


@pytest.mark.exigence("HAB-09", "SEC-01")
def test_l_ancienne_et_la_nouvelle_adresse_l_apprennent(valmont: Partenaire, comme_web: CommeWeb) -> None:
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    nadia = creer_gestionnaire(valmont, courriel="nadia@valmont.example")
    inviter(acteur=agent, utilisateur=nadia)
    with comme_web(agent):
        modifier_compte(
            acteur=agent, cle=nadia.habilitation.cle, champs={"courriel": "n.roche@valmont.example"}
        )
    assert adresses("habilitations.courriel_change") == ["n.roche@valmont.example", "nadia@valmont.example"]
    assert "par la caisse" in Courriel.objects.filter(message="habilitations.courriel_change")[0].texte
    assert not Invitation.objects.filter(utilisateur=nadia, annulee_le=None).exists()
    assert EvenementCompte.objects.get().caisse_id is not None


@pytest.mark.exigence("HAB-09", "CONV-08")
def test_le_mandat_de_referent_suit_le_compte(valmont: Partenaire, comme_web: CommeWeb) -> None:
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    nadia = creer_gestionnaire(valmont, courriel="nadia@valmont.example", telephone="04 00 00 00 00")
    partie = valmont.parties.filter(convention__nature=Nature.UTILISATION).get()
    copie = {"nom": nadia.nom_complet, "courriel": nadia.courriel, "telephone": "06 00 00 00 00"}
    mandats = [
        Referent.objects.create(
            convention=partie.convention,
            partie=partie,
            utilisateur=nadia,
            du=date(2026, 1, 1),
            au=au,
            **copie,
        )
        for au in (None, date(2026, 1, 31))
    ]
    with comme_web(agent):
        modifier_compte(
            acteur=agent,
            cle=nadia.habilitation.cle,
            champs={"courriel": "n.roche@valmont.example", "telephone": "04 11 11 11 11"},
            maintenant=MIDI,
        )
    for mandat in mandats:
        mandat.refresh_from_db()
    assert [mandat.courriel for mandat in mandats] == ["n.roche@valmont.example", "nadia@valmont.example"]
    assert mandats[0].telephone == "06 00 00 00 00", "ce qui a été écrit pour le mandat reste"


@pytest.mark.exigence("HAB-05")
def test_une_invitation_suit_la_nouvelle_adresse(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, luc = acteur_pour(creer_gestionnaire(valmont)), creer_habilitation(valmont, etat="invitee")
    _, ancien = inviter(acteur=nadia, utilisateur=luc.utilisateur)
    with comme_web(nadia):
        modifier_compte(acteur=nadia, cle=luc.cle, champs={"courriel": "luc.p@valmont.example"})
    assert adresses("habilitations.invitation") == ["luc.p@valmont.example"]
    vivante = Invitation.objects.get(utilisateur=luc.utilisateur, annulee_le=None)
    assert ancien not in Courriel.objects.get(message="habilitations.invitation").texte
    assert Habilitation.objects.get(pk=luc.pk).invitation_expire_le == vivante.expire_le


@pytest.mark.exigence("HAB-08", "HAB-09")
@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"courriel": "awa@gmail.com"}, "courriel_grand_public"),
        ({"courriel": "awa@ailleurs.example"}, "courriel_hors_domaine"),
        ({"courriel": "PRISE@valmont.example"}, "deja_un_compte"),
        ({"fonction": "dossier 1 85 05 78 006 084 91"}, "nir"),
    ],
)
def test_les_regles_de_la_creation_valent_pour_la_suite(
    champs: dict[str, str], code: str, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    creer_technicien(valmont, courriel="prise@valmont.example")
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    with comme_web(nadia), pytest.raises(RegleMetierRefusee) as refus:
        modifier_compte(acteur=nadia, cle=awa.habilitation.cle, champs=champs)
    assert refus.value.code == code
    assert not EvenementCompte.objects.exists()
    assert Utilisateur.objects.get(pk=awa.pk).courriel == awa.courriel


@pytest.mark.exigence("HAB-08")
def test_une_adresse_acceptee_garde_sa_raison(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    ExceptionCourriel.objects.create(
        partenaire=valmont,
        courriel="awa@metropole.example",
        motif="Mise à disposition",
        accordee_le=MIDI,
        auteur_id=awa.pk,
    )
    with comme_web(nadia):
        modifier_compte(acteur=nadia, cle=awa.habilitation.cle, champs={"courriel": "awa@metropole.example"})
    assert Habilitation.objects.get(utilisateur=awa).exception_domaine == "Mise à disposition"


@pytest.mark.exigence("HAB-09", "HAB-17")
def test_un_gestionnaire_ne_change_pas_un_gestionnaire(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, autre = acteur_pour(creer_gestionnaire(valmont)), creer_gestionnaire(valmont)
    agent = acteur_pour(creer_agent("superviseur"))
    for acteur in (nadia, agent):
        with comme_web(acteur), pytest.raises(HorsPortee):
            modifier_compte(acteur=acteur, cle=autre.habilitation.cle, champs={"nom": "Autre"})
    assert Utilisateur.objects.get(pk=autre.pk).nom == autre.nom


@pytest.mark.exigence("HAB-09")
def test_un_compte_termine_ou_un_champ_inconnu_ne_se_modifie_pas(
    valmont: Partenaire, comme_web: CommeWeb
) -> None:
    nadia, parti = acteur_pour(creer_gestionnaire(valmont)), creer_habilitation(valmont, etat="inactive")
    awa = creer_technicien(valmont)
    with comme_web(nadia):
        with pytest.raises(RegleMetierRefusee) as refus:
            modifier_compte(acteur=nadia, cle=parti.cle, champs={"nom": "Autre"})
        assert refus.value.code == "etat"
        with pytest.raises(ValueError, match="identifiant"):
            modifier_compte(acteur=nadia, cle=awa.habilitation.cle, champs={"identifiant": "t-1"})
    assert not EvenementCompte.objects.exists()


@pytest.mark.exigence("HAB-07", "SEC-01")
def test_un_telephone_perdu_tout_second_facteur_part(
    valmont: Partenaire, comme_web: CommeWeb, connecter: Connecter
) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    donner_second_facteur(awa)
    Authenticator.objects.create(user=awa, type=Authenticator.Type.WEBAUTHN, data={"name": "Téléphone"})
    navigateur = connecter(awa)
    navigateur.get("/mon-compte/")
    with comme_web(nadia):
        fait = retirer_second_facteur(acteur=nadia, cle=awa.habilitation.cle, maintenant=MIDI)
    assert not Authenticator.objects.filter(user=awa).exists()
    assert not UserSession.objects.filter(user=awa).exists()
    assert navigateur.get("/mon-compte/")["Location"].startswith(reverse("account_login"))
    assert (fait.nature, fait.survenu_le) == ("second_facteur_retire", MIDI)
    lu = Courriel.objects.get(message="habilitations.second_facteur_retire")
    assert lu.destinataire == awa
    assert "par un gestionnaire de votre structure" in lu.texte
    assert Utilisateur.objects.get(pk=awa.pk).check_password("trois canards bleus au soleil")
    with comme_web(nadia), pytest.raises(RegleMetierRefusee) as refus:
        retirer_second_facteur(acteur=nadia, cle=awa.habilitation.cle)
    assert refus.value.code == "sans_facteur"


@pytest.mark.exigence("HAB-07", "HAB-17")
def test_personne_d_autre_ne_retire_un_second_facteur(valmont: Partenaire, comme_web: CommeWeb) -> None:
    awa = creer_technicien(valmont)
    donner_second_facteur(awa)
    for compte in (creer_agent("gestionnaire_conventions", "dpo"), creer_technicien(valmont)):
        with comme_web(acteur_pour(compte)), pytest.raises(HorsPortee):
            retirer_second_facteur(acteur=acteur_pour(compte), cle=awa.habilitation.cle)
    assert Authenticator.objects.filter(user=awa).exists()
