"""The return of an account: until the eve of its erasure, within the quota (HAB-12, HAB-14)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import MotifInactivation
from habilitations.models import EvenementCompte, Exclusion, Habilitation
from habilitations.services.inactivations import geler_compte, inactiver_compte
from habilitations.services.reactivations import reactiver_compte
from habilitations.signals import compte_reactive
from tests.conftest import ClientDuPortail
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
from tests.habilitations.fins.conftest import MIDI, CommeWeb

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAB-14")]
PARIS_LE_22_MAI = datetime(2027, 5, 22, 21, 59, tzinfo=UTC)  # 23:59 in Paris, the last day
PARIS_LE_23_MAI = datetime(2027, 5, 22, 22, 1, tzinfo=UTC)
CAYENNE_LE_22_MAI = datetime(2027, 5, 23, 2, 59, tzinfo=UTC)  # 23:59 in Cayenne
CAYENNE_LE_23_MAI = datetime(2027, 5, 23, 3, 1, tzinfo=UTC)


def inactif(partenaire: Partenaire, profil: str = "technicien", **champs: Any) -> Habilitation:
    valeurs: dict[str, Any] = {"inactivee_le": MIDI, "motif_inactivation": "depart", **champs}
    return creer_habilitation(partenaire, profil, "inactive", **valeurs)


def etat(habilitation: Habilitation) -> str:
    return Habilitation.objects.get(pk=habilitation.pk).etat


def test_le_compte_revient_tel_qu_il_etait(valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, awa = acteur_pour(creer_gestionnaire(valmont)), creer_technicien(valmont)
    annonces: list[int] = []

    def ecouter(habilitation: Habilitation, **_: object) -> None:
        annonces.append(habilitation.pk)

    compte_reactive.connect(ecouter)
    with comme_web(nadia):
        fin = inactiver_compte(acteur=nadia, cle=awa.habilitation.cle, motif="autre", precision="Congé")
        reactiver_compte(acteur=nadia, cle=awa.habilitation.cle)
    habilitation = Habilitation.objects.get(utilisateur=awa)
    assert (habilitation.etat, habilitation.inactivee_le) == ("active", None)
    assert (habilitation.motif_inactivation, habilitation.precision_inactivation) == ("", "")
    assert annonces == [habilitation.pk]
    assert authenticate(username=awa.identifiant, password=MOT_DE_PASSE) == awa
    assert acteur_pour(Utilisateur.objects.get(pk=awa.pk)).a_role("technicien")
    retour = EvenementCompte.objects.get(nature="reactivation")
    assert (retour.de, retour.auteur_id, retour.caisse_id) == (fin, nadia.utilisateur_id, None)
    assert Evenement.objects.filter(action="habilitations.compte_reactive").count() == 1
    lu = Courriel.objects.get(message="habilitations.compte_reactive")
    assert lu.destinataire == awa
    assert "Votre mot de passe n’a pas changé" in lu.texte


@pytest.mark.exigence("ORG-01")
@pytest.mark.parametrize(
    ("fuseau", "quand", "revient"),
    [
        ("Europe/Paris", PARIS_LE_22_MAI, True),
        ("Europe/Paris", PARIS_LE_23_MAI, False),
        ("America/Cayenne", PARIS_LE_23_MAI, True),
        ("America/Cayenne", CAYENNE_LE_22_MAI, True),
        ("America/Cayenne", CAYENNE_LE_23_MAI, False),
    ],
)
def test_jusqu_a_la_veille_de_l_effacement_la_ou_est_la_caisse(
    fuseau: str, quand: datetime, revient: bool, comme_web: CommeWeb
) -> None:
    partenaire = creer_partenaire()
    relier(creer_caisse("973", fuseau=fuseau), partenaire)
    nadia, habilitation = acteur_pour(creer_gestionnaire(partenaire)), inactif(partenaire)
    with comme_web(nadia):
        if revient:
            reactiver_compte(acteur=nadia, cle=habilitation.cle, maintenant=quand)
        else:
            with pytest.raises(RegleMetierRefusee) as refus:
                reactiver_compte(acteur=nadia, cle=habilitation.cle, maintenant=quand)
            assert refus.value.code == "trop_tard"
    assert etat(habilitation) == ("active" if revient else "inactive")


@pytest.mark.exigence("HAB-03")
def test_sans_place_le_compte_attend(comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire_lie(effectif=3)
    nadia, habilitation = acteur_pour(creer_gestionnaire(partenaire)), inactif(partenaire)
    for _ in range(4):
        creer_habilitation(partenaire)
    invitee = creer_habilitation(partenaire, etat="invitee")
    with comme_web(nadia):
        with pytest.raises(RegleMetierRefusee) as refus:
            reactiver_compte(acteur=nadia, cle=habilitation.cle, maintenant=timezone.now())
        assert refus.value.code == "quota_atteint"
        # Once the invitation is late, its seat is free, swept or not.
        Habilitation.objects.filter(pk=invitee.pk).update(
            invitation_expire_le=timezone.now() - timedelta(hours=1)
        )
        reactiver_compte(acteur=nadia, cle=habilitation.cle)
    assert etat(habilitation) == "active"


def test_une_autre_personne_a_cette_adresse_tient_deja_le_compte(
    valmont: Partenaire, comme_web: CommeWeb
) -> None:
    nadia = acteur_pour(creer_gestionnaire(valmont))
    habilitation = inactif(valmont, compte={"courriel": "awa@valmont.example"})
    creer_habilitation(valmont, etat="invitee", compte={"courriel": "AWA@valmont.example"})
    with comme_web(nadia), pytest.raises(RegleMetierRefusee) as refus:
        reactiver_compte(acteur=nadia, cle=habilitation.cle)
    assert refus.value.code == "deja_un_compte"
    assert etat(habilitation) == "inactive"


@pytest.mark.exigence("HAB-13")
def test_sans_convention_en_vigueur_personne_ne_reactive(caisse: Caisse, comme_web: CommeWeb) -> None:
    partenaire = creer_partenaire()
    utilisation = relier(caisse, partenaire)
    habilitation = inactif(partenaire, "gestionnaire")
    mettre_fin(utilisation, timezone.localdate() - timedelta(days=1))
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent), pytest.raises(HorsPortee):
        reactiver_compte(acteur=agent, cle=habilitation.cle)
    assert etat(habilitation) == "inactive"


@pytest.mark.exigence("HAB-12")
@pytest.mark.parametrize(
    ("par", "qui", "code"),
    [
        ("structure", "gestionnaire", ""),
        ("caisse", "gestionnaire", "fermee_par_la_caisse"),
        ("caisse", "conventions", ""),
        ("caisse", "superviseur", ""),
        ("caisse", "autre caisse", "fermee_par_une_autre_caisse"),
    ],
)
def test_qui_ferme_pour_securite_rouvre(
    par: str, qui: str, code: str, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    autre = creer_caisse("381")
    relier(autre, valmont)
    acteurs = {
        "gestionnaire": acteur_pour(creer_gestionnaire(valmont)),
        "conventions": acteur_pour(creer_agent("gestionnaire_conventions")),
        "superviseur": acteur_pour(creer_agent("superviseur")),
        "autre caisse": acteur_pour(creer_agent("gestionnaire_conventions", caisse=autre)),
    }
    cle = creer_technicien(valmont).habilitation.cle
    if par == "structure":
        inactiver_compte(acteur=acteurs["gestionnaire"], cle=cle, motif="securite")
    else:
        geler_compte(acteur=acteurs["conventions"], cle=cle)
    acteur = acteurs[qui]
    with comme_web(acteur):
        if code:
            with pytest.raises(RegleMetierRefusee) as refus:
                reactiver_compte(acteur=acteur, cle=cle)
            assert refus.value.code == code
            assert "CPAM du Rhône" in refus.value.message
        else:
            reactiver_compte(acteur=acteur, cle=cle)
    assert Habilitation.objects.get(cle=cle).etat == ("inactive" if code else "active")


@pytest.mark.exigence("HAB-12")
def test_l_autre_caisse_rouvre_quand_la_premiere_n_a_plus_de_convention(
    valmont: Partenaire, comme_web: CommeWeb
) -> None:
    autre, finie = creer_caisse("381"), creer_caisse("011")
    relier(autre, valmont)
    utilisation = relier(finie, valmont)
    cle = creer_technicien(valmont).habilitation.cle
    geler_compte(acteur=acteur_pour(creer_agent("dpo", caisse=finie)), cle=cle)
    mettre_fin(utilisation, timezone.localdate() - timedelta(days=1))
    agent = acteur_pour(creer_agent("gestionnaire_conventions", caisse=autre))
    with comme_web(agent):
        reactiver_compte(acteur=agent, cle=cle)
    assert Habilitation.objects.get(cle=cle).etat == "active"


@pytest.mark.exigence("HAB-12", "HAB-05")
def test_un_compte_gele_revient_avec_un_lien(
    valmont: Partenaire, comme_web: CommeWeb, client: ClientDuPortail
) -> None:
    agent, awa = acteur_pour(creer_agent("gestionnaire_conventions")), creer_technicien(valmont)
    with comme_web(agent):
        geler_compte(acteur=agent, cle=awa.habilitation.cle)
        reactiver_compte(acteur=agent, cle=awa.habilitation.cle)
    assert authenticate(username=awa.identifiant, password=MOT_DE_PASSE) is None
    lu = Courriel.objects.get(message="habilitations.compte_reactive_lien")
    client.get("/activer/" + lu.texte.split("/activer/")[1].split()[0])
    # The account was opened long ago, whatever became of its password.
    assert "Choisir un nouveau mot de passe" in client.get("/activer/").content.decode()
    nouveau = "la barque descend au matin"
    client.post("/activer/", {"mot_de_passe": nouveau, "confirmation": nouveau})
    assert authenticate(username=awa.identifiant, password=nouveau) == awa
    assert etat(awa.habilitation) == "active"


@pytest.mark.exigence("HAB-12")
def test_une_personne_exclue_ne_revient_qu_une_fois_l_exclusion_levee(
    valmont: Partenaire, caisse: Caisse, comme_web: CommeWeb
) -> None:
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    habilitation = inactif(valmont, motif_inactivation=MotifInactivation.EXCLUSION)
    exclusion = Exclusion.objects.create(
        habilitation=habilitation,
        caisse=caisse,
        directeur="Direction",
        decidee_le=MIDI.date(),
        motif="Essai",
        notifiee_le=MIDI,
        auteur_id=agent.utilisateur_id,
    )
    with comme_web(agent), pytest.raises(RegleMetierRefusee) as refus:
        reactiver_compte(acteur=agent, cle=habilitation.cle, maintenant=MIDI)
    assert refus.value.code == "exclusion"
    Exclusion.objects.filter(pk=exclusion.pk).update(levee_le=MIDI, motif_levee="Erreur")
    with comme_web(agent):
        reactiver_compte(acteur=agent, cle=habilitation.cle, maintenant=MIDI)
    assert etat(habilitation) == "active"


@pytest.mark.parametrize("depart", ["active", "invitee", "expiree", "annulee", "effacee"])
def test_seul_un_compte_inactive_se_reactive(depart: str, valmont: Partenaire, comme_web: CommeWeb) -> None:
    nadia, habilitation = acteur_pour(creer_gestionnaire(valmont)), creer_habilitation(valmont, etat=depart)
    with comme_web(nadia), pytest.raises(RegleMetierRefusee) as refus:
        reactiver_compte(acteur=nadia, cle=habilitation.cle)
    assert refus.value.code == "etat"
    assert etat(habilitation) == depart


@pytest.mark.exigence("HAB-02", "HAB-17")
@pytest.mark.parametrize(
    ("qui", "profil", "peut"),
    [
        ("gestionnaire", "gestionnaire", False),
        ("conventions", "gestionnaire", True),
        ("conventions", "technicien", False),
        ("superviseur", "gestionnaire", False),
        ("voisin", "technicien", False),
    ],
)
def test_qui_reactive_qui(
    qui: str, profil: str, peut: bool, valmont: Partenaire, comme_web: CommeWeb
) -> None:
    acteurs = {
        "gestionnaire": lambda: creer_gestionnaire(valmont),
        "conventions": lambda: creer_agent("gestionnaire_conventions"),
        "superviseur": lambda: creer_agent("superviseur", "instructeur", "dpo"),
        "voisin": lambda: creer_gestionnaire(creer_partenaire_lie()),
    }
    acteur, habilitation = acteur_pour(acteurs[qui]()), inactif(valmont, profil)
    with comme_web(acteur):
        if peut:
            reactiver_compte(acteur=acteur, cle=habilitation.cle, maintenant=MIDI)
        else:
            with pytest.raises(HorsPortee):
                reactiver_compte(acteur=acteur, cle=habilitation.cle, maintenant=MIDI)
    assert etat(habilitation) == ("active" if peut else "inactive")
