"""The life of an invitation (HAB-03, HAB-05)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Invitation
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.models import Habilitation
from habilitations.selectors import effectif, places
from habilitations.services.invitations import annuler_invitation, expirer_invitations, renvoyer_invitation
from habilitations.tasks import balayer_invitations
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
MOT_DE_PASSE = "quatre tilleuls au bord du canal"
LIEN_MORT = "Ce lien ne fonctionne plus"


def lien_de(habilitation: Habilitation) -> str:
    """Return the path of the link in the last mail, as the person clicks it."""
    texte = Courriel.objects.filter(destinataire=habilitation.utilisateur).order_by("cree_le").last()
    assert texte is not None
    return "/activer/" + texte.texte.split("/activer/")[1].split()[0]


def occupees(habilitation: Habilitation) -> int:
    """Count the seats that nobody else can take, for the profile of this account."""
    maintenant = timezone.now()
    membres = effectif(habilitation.partenaire_id, maintenant)
    return places(habilitation.partenaire_id, membres, maintenant)[habilitation.profil].occupees


@pytest.mark.exigence("HAB-05")
def test_renvoyer_donne_un_nouveau_lien_et_tue_l_ancien(comme_web: CommeWeb, client: Client) -> None:
    habilitation = creer_habilitation(etat="invitee")
    acteur = acteur_pour(creer_gestionnaire(habilitation.partenaire))
    with comme_web(acteur):
        renvoyer_invitation(acteur=acteur, cle=habilitation.cle)
    ancien = lien_de(habilitation)
    with comme_web(acteur):
        renvoyer_invitation(acteur=acteur, cle=habilitation.cle)
    nouveau = lien_de(habilitation)
    assert nouveau != ancien
    assert LIEN_MORT in client.get(ancien, follow=True).content.decode()
    assert 'name="mot_de_passe"' in client.get(nouveau, follow=True).content.decode()
    assert Invitation.objects.filter(utilisee_le=None, annulee_le=None).count() == 1
    assert Evenement.objects.filter(action="habilitations.invitation_renvoyee").count() == 2


@pytest.mark.exigence("HAB-03")
@pytest.mark.parametrize("balayee", [True, False])
def test_renvoyer_une_invitation_tardive_recompte_les_places(balayee: bool, comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie(effectif=8)
    tardive = creer_habilitation(
        partenaire,
        etat="expiree" if balayee else "invitee",
        invitation_expire_le=timezone.now() - timedelta(minutes=1),
    )
    autres = [creer_habilitation(partenaire) for _ in range(5)]
    acteur = acteur_pour(creer_gestionnaire(partenaire))
    with comme_web(acteur):
        with pytest.raises(RegleMetierRefusee) as refus:
            renvoyer_invitation(acteur=acteur, cle=tardive.cle)
        Habilitation.objects.filter(pk=autres[0].pk).update(etat="inactive", inactivee_le=timezone.now())
        renvoyer_invitation(acteur=acteur, cle=tardive.cle)
    assert refus.value.code == "quota_atteint"
    tardive.refresh_from_db()
    assert tardive.etat == "invitee"
    assert occupees(tardive) == 5


@pytest.mark.exigence("HAB-03", "HAB-05")
def test_annuler_libere_la_place_tue_le_lien_et_previent(comme_web: CommeWeb, client: Client) -> None:
    habilitation = creer_habilitation(etat="invitee")
    acteur = acteur_pour(creer_gestionnaire(habilitation.partenaire))
    with comme_web(acteur):
        renvoyer_invitation(acteur=acteur, cle=habilitation.cle)
    lien = lien_de(habilitation)
    with comme_web(acteur):
        annuler_invitation(acteur=acteur, cle=habilitation.cle)
    assert occupees(habilitation) == 0
    assert LIEN_MORT in client.get(lien, follow=True).content.decode()
    dernier = Courriel.objects.get(message="habilitations.invitation_annulee")
    assert dernier.destinataire == habilitation.utilisateur
    assert "/activer/" not in dernier.texte + dernier.html
    with comme_web(acteur), pytest.raises(RegleMetierRefusee) as refus:
        annuler_invitation(acteur=acteur, cle=habilitation.cle)
    assert refus.value.code == "etat"


@pytest.mark.exigence("HAB-02", "HAB-17")
def test_chacun_ne_gere_que_les_invitations_qu_il_peut_creer(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie()
    du_technicien = creer_habilitation(partenaire, "technicien", "invitee")
    du_gestionnaire = creer_habilitation(partenaire, "gestionnaire", "invitee")
    gestionnaire = acteur_pour(creer_gestionnaire(partenaire))
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    refus = [
        (gestionnaire, du_gestionnaire),
        (agent, du_technicien),
        (acteur_pour(creer_agent("instructeur", "superviseur", "dpo")), du_gestionnaire),
        (acteur_pour(creer_gestionnaire()), du_technicien),
    ]
    for acteur, habilitation in refus:
        for service in (renvoyer_invitation, annuler_invitation):
            with comme_web(acteur), pytest.raises(HorsPortee):
                service(acteur=acteur, cle=habilitation.cle)
    with comme_web(agent):
        assert annuler_invitation(acteur=agent, cle=du_gestionnaire.cle).etat == "annulee"
    assert not Courriel.objects.filter(destinataire=du_technicien.utilisateur).exists()


@pytest.mark.exigence("HAB-03", "HAB-05")
def test_le_temps_libere_la_place_et_le_balayage_le_dit(comme_taches: CommeTaches) -> None:
    vivante = creer_habilitation(etat="invitee")
    tardives = [
        creer_habilitation(
            vivante.partenaire, etat="invitee", invitation_expire_le=timezone.now() - timedelta(seconds=1)
        )
        for _ in range(3)
    ]
    assert occupees(vivante) == 1  # before any sweep
    with comme_taches():
        balayer_invitations()
        assert expirer_invitations() == 0
    etats = {h.pk: h.etat for h in Habilitation.objects.all()}
    assert etats == {vivante.pk: "invitee", **{h.pk: "expiree" for h in tardives}}
    assert Evenement.objects.filter(action="habilitations.invitation_expiree", auteur_id=0).count() == 3


@pytest.mark.exigence("HAB-05")
def test_la_personne_choisit_son_mot_de_passe_et_ses_droits_s_ouvrent(
    comme_web: CommeWeb, client: Client
) -> None:
    habilitation = creer_habilitation(etat="invitee")
    acteur = acteur_pour(creer_gestionnaire(habilitation.partenaire))
    with comme_web(acteur):
        renvoyer_invitation(acteur=acteur, cle=habilitation.cle)
    lien = lien_de(habilitation)
    client.get(lien)
    page = client.post("/activer/", {"mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE})
    assert habilitation.utilisateur.identifiant in page.content.decode()
    habilitation.refresh_from_db()
    habilitation.utilisateur.refresh_from_db()
    assert habilitation.etat == "active"
    assert habilitation.activee_le is not None
    assert habilitation.utilisateur.is_active
    assert acteur_pour(habilitation.utilisateur).roles == {"technicien"}
    assert Evenement.objects.filter(action="habilitations.compte_active").count() == 1
    assert LIEN_MORT in client.get(lien, follow=True).content.decode()


@pytest.mark.exigence("HAB-05", "SEC-02")
def test_une_habilitation_qui_n_attend_plus_ne_s_ouvre_pas_par_un_lien_oublie(client: Client) -> None:
    habilitation = creer_habilitation(etat="annulee")
    acteur = Acteur(0, "systeme")
    _, lien = inviter(acteur=acteur, utilisateur=habilitation.utilisateur)
    chemin = "/activer/" + lien.split("/activer/")[1]
    client.get(chemin)
    page = client.post("/activer/", {"mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE})
    assert LIEN_MORT in page.content.decode()
    habilitation.utilisateur.refresh_from_db()
    assert not habilitation.utilisateur.is_active
    assert Invitation.objects.get().utilisee_le is None
