"""Who inactivates whom, for which reason, and what dies with the account (HAB-10, HAB-11, HAB-12)."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.db import connection
from django.urls import reverse

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Invitation, Utilisateur
from espace_partenaires.comptes.services.invitations import inviter
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from habilitations.enums import EtatHabilitation, MotifInactivation
from habilitations.models import EvenementCompte, Habilitation
from habilitations.rules.fins import (
    MOTIFS_EN_MOTS,
    SANS_ATTENDRE,
    laisse_sans_gestionnaire,
    motifs_proposes,
    reactivable_par_la_structure,
)
from habilitations.selectors_fins import partenaires_sans_gestionnaire
from habilitations.services.inactivations import geler_compte, inactiver_compte
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse, creer_partenaire, mettre_fin, relier
from tests.factories.habilitations import (
    acteur_pour,
    creer_agent,
    creer_gestionnaire,
    creer_habilitation,
    creer_partenaire_lie,
    creer_technicien,
)
from tests.habilitations.fins.conftest import MIDI, CommeWeb, Connecter

pytestmark = pytest.mark.django_db


def etat(compte: Utilisateur) -> str:
    return Habilitation.objects.get(utilisateur=compte).etat


@pytest.mark.exigence("HAB-11")
def test_un_gestionnaire_inactive_un_technicien(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    inviter(acteur=nadia, utilisateur=awa)
    with comme_web(nadia):
        inactiver_compte(
            acteur=nadia,
            cle=awa.habilitation.cle,
            motif="autre",
            precision=" Congé de longue durée ",
            maintenant=MIDI,
        )
    habilitation = Habilitation.objects.select_related("utilisateur").get(utilisateur=awa)
    assert habilitation.etat == EtatHabilitation.INACTIVE
    assert habilitation.inactivee_le == MIDI
    assert habilitation.precision_inactivation == "Congé de longue durée"
    assert not habilitation.utilisateur.is_active
    assert not Invitation.objects.filter(utilisateur=awa, annulee_le=None).exists(), "le lien meurt aussi"
    fait = EvenementCompte.objects.get(habilitation=habilitation)
    assert (fait.survenu_le, fait.motif, fait.auteur_id) == (MIDI, "autre", nadia.utilisateur_id)
    entree = Evenement.objects.get(action="habilitations.compte_inactive")
    assert entree.details == {"motif": "autre"}
    assert entree.auteur_id == nadia.utilisateur_id


@pytest.mark.exigence("HAB-11", "HAB-12", "RGPD-02")
@pytest.mark.parametrize(
    ("motif", "precision", "code"),
    [
        ("autre", "", "precision"),
        ("autre", "  ", "precision"),
        ("depart", "1 85 05 78 006 084 91", "nir"),
        ("depart", "x" * 301, "precision"),
        ("exclusion", "", "motif"),
        ("fin_des_conventions", "", "motif"),
        ("n_importe_quoi", "", "motif"),
    ],
)
def test_une_raison_codee_et_rien_d_autre(
    motif: str, precision: str, code: str, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    with comme_web(nadia), pytest.raises(RegleMetierRefusee) as refus:
        inactiver_compte(acteur=nadia, cle=awa.habilitation.cle, motif=motif, precision=precision)
    assert refus.value.code == code
    assert "85 05" not in refus.value.message
    assert etat(awa) == "active"


@pytest.mark.exigence("HAB-02", "HAB-10", "HAB-11", "HAB-17")
@pytest.mark.parametrize(
    ("qui", "vise", "peut"),
    [
        ("gestionnaire", "technicien", True),
        ("gestionnaire", "gestionnaire", False),
        ("conventions", "gestionnaire", True),
        ("conventions", "technicien", False),
        ("superviseur", "gestionnaire", False),
        ("voisin", "technicien", False),
        ("agent_autre", "gestionnaire", False),
        ("technicien", "technicien", False),
    ],
)
def test_qui_inactive_qui(qui: str, vise: str, peut: bool, valmont: Partenaire, comme_web: CommeWeb) -> None:
    creer_gestionnaire(valmont)
    comptes = {"gestionnaire": creer_gestionnaire(valmont), "technicien": creer_technicien(valmont)}
    acteurs = {
        "gestionnaire": lambda: creer_gestionnaire(valmont),
        "technicien": lambda: creer_technicien(valmont),
        "conventions": lambda: creer_agent("gestionnaire_conventions"),
        "superviseur": lambda: creer_agent("superviseur", "instructeur", "dpo"),
        "voisin": lambda: creer_gestionnaire(creer_partenaire_lie()),
        "agent_autre": lambda: creer_agent("gestionnaire_conventions", caisse=creer_caisse("381")),
    }
    acteur, compte = acteur_pour(acteurs[qui]()), comptes[vise]
    with comme_web(acteur):
        if peut:
            inactiver_compte(acteur=acteur, cle=compte.habilitation.cle, motif="depart")
        else:
            with pytest.raises(HorsPortee):
                inactiver_compte(acteur=acteur, cle=compte.habilitation.cle, motif="depart")
    assert etat(compte) == ("inactive" if peut else "active")


@pytest.mark.exigence("HAB-10")
def test_le_dernier_gestionnaire_attend_son_successeur(valmont: Partenaire, comme_web: CommeWeb) -> None:
    seule = creer_gestionnaire(valmont)
    creer_habilitation(valmont, "gestionnaire", "invitee")
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
        inactiver_compte(acteur=agent, cle=seule.habilitation.cle, motif="depart")
    assert refus.value.code == "dernier_gestionnaire"
    assert etat(seule) == "active"
    creer_gestionnaire(valmont)
    with comme_web(agent):
        inactiver_compte(acteur=agent, cle=seule.habilitation.cle, motif="depart")
    assert etat(seule) == "inactive"


@pytest.mark.exigence("HAB-10")
def test_les_techniciens_d_un_gestionnaire_parti_restent(valmont: Partenaire, comme_web: CommeWeb) -> None:
    partante, restante = creer_gestionnaire(valmont), creer_gestionnaire(valmont)
    awa = creer_habilitation(valmont, auteur_id=partante.pk)
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        inactiver_compte(acteur=agent, cle=partante.habilitation.cle, motif="depart")
    assert etat(awa.utilisateur) == "active"
    assert acteur_pour(awa.utilisateur).a_role("technicien")
    with comme_web(acteur_pour(restante)):
        inactiver_compte(acteur=acteur_pour(restante), cle=awa.cle, motif="depart")
    assert etat(awa.utilisateur) == "inactive"


@pytest.mark.exigence("HAB-10", "HAB-12")
@pytest.mark.parametrize("role", ["gestionnaire_conventions", "superviseur", "dpo"])
def test_la_caisse_ferme_tout_de_suite_meme_le_dernier(
    role: str, valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb
) -> None:
    seule = creer_gestionnaire(valmont)
    agent = acteur_pour(creer_agent(role))
    with comme_web(agent):
        fait = geler_compte(
            acteur=agent, cle=seule.habilitation.cle, precision="Téléphone volé", maintenant=MIDI
        )
    assert (fait.motif, fait.caisse_id) == ("securite", caisse.pk)
    assert etat(seule) == "inactive"
    assert authenticate(username=seule.identifiant, password=MOT_DE_PASSE) is None
    seule.refresh_from_db()
    assert not seule.has_usable_password()


@pytest.mark.exigence("HAB-12", "HAB-17")
def test_un_instructeur_une_autre_caisse_un_gestionnaire_ne_gelent_personne(
    valmont: Partenaire, comme_web: CommeWeb
) -> None:
    awa = creer_technicien(valmont)
    for compte in (
        creer_agent("instructeur"),
        creer_agent("dpo", caisse=creer_caisse("381")),
        creer_gestionnaire(valmont),
    ):
        with comme_web(acteur_pour(compte)), pytest.raises(HorsPortee):
            geler_compte(acteur=acteur_pour(compte), cle=awa.habilitation.cle)
    assert etat(awa) == "active"


@pytest.mark.exigence("HAB-12")
def test_un_gestionnaire_ferme_pour_securite_un_technicien(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    with comme_web(nadia):
        inactiver_compte(acteur=nadia, cle=awa.habilitation.cle, motif="securite")
    awa.refresh_from_db()
    assert not awa.has_usable_password()


@pytest.mark.exigence("HAB-12", "SEC-01")
def test_les_sessions_meurent_dans_la_seconde(
    valmont: Partenaire, connecter: Connecter, comme_web: CommeWeb
) -> None:
    awa, nadia = creer_technicien(valmont), acteur_pour(creer_gestionnaire(valmont))
    navigateurs = [connecter(awa), connecter(awa)]
    for navigateur in navigateurs:
        assert navigateur.get("/mon-compte/").status_code == 200
    assert UserSession.objects.filter(user=awa).count() == 2
    with comme_web(nadia):
        inactiver_compte(acteur=nadia, cle=awa.habilitation.cle, motif="depart")
    assert not UserSession.objects.filter(user=awa).exists()
    for navigateur in navigateurs:
        assert navigateur.get("/mon-compte/")["Location"].startswith(reverse("account_login"))


@pytest.mark.exigence("HAB-10", "HAB-12")
def test_le_declencheur_et_la_regle_laissent_passer_les_memes_motifs() -> None:
    with connection.cursor() as curseur:
        curseur.execute("SELECT prosrc FROM pg_proc WHERE proname = 'habilitations_garder_un_gestionnaire'")
        texte = curseur.fetchone()[0]
    liste = re.search(r"motif_inactivation IN \(([^)]*)\)", texte)
    assert liste is not None
    assert set(re.findall(r"'(\w+)'", liste[1])) == {motif.value for motif in SANS_ATTENDRE}


@pytest.mark.exigence("HAB-10", "HAB-11", "HAB-12")
def test_les_regles_des_motifs() -> None:
    assert set(MOTIFS_EN_MOTS) == set(MotifInactivation.values)
    assert set(motifs_proposes("technicien")) - set(motifs_proposes("gestionnaire")) == {"securite"}
    for motif in MotifInactivation.values:
        assert laisse_sans_gestionnaire(0, motif) == (motif not in SANS_ATTENDRE)
        assert not laisse_sans_gestionnaire(1, motif)
        assert reactivable_par_la_structure(motif) == (motif not in {"securite", "exclusion"})
        assert reactivable_par_la_structure(motif, par_la_caisse=False) == (motif != "exclusion")


@pytest.mark.exigence("HAB-10")
def test_la_caisse_voit_les_structures_sans_gestionnaire(valmont: Partenaire, caisse: Caisse) -> None:
    avec, finie, ailleurs = (creer_partenaire() for _ in range(3))
    relier(caisse, avec)
    creer_gestionnaire(avec)
    creer_habilitation(valmont, "gestionnaire", "invitee")
    creer_habilitation(valmont, "gestionnaire", "inactive")
    mettre_fin(relier(caisse, finie), MIDI.date() - timedelta(days=1))
    relier(creer_caisse("381"), ailleurs)
    trouvees = list(partenaires_sans_gestionnaire([caisse.pk], MIDI))
    assert trouvees == [valmont]
    assert trouvees[0].invitation_en_cours
    tard = MIDI + timedelta(days=365)
    assert [trouvee.invitation_en_cours for trouvee in partenaires_sans_gestionnaire([caisse.pk], tard)] == [
        False
    ]
