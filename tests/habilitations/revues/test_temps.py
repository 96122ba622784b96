"""What time does to a review: mails, notice, closing; on both sides of each threshold (HAB-15, NOV-09)."""

from datetime import date, timedelta

import pytest

from conventions.models import CoupureAcces
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.exceptions import HorsPortee
from espace_partenaires.notifications.models import Courriel
from habilitations.enums import MotifInactivation
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.rules.revues import attend_une_reponse
from habilitations.selectors_revues import avec_avancement, gestionnaires_sans_reponse
from habilitations.services.inactivation import eteindre
from habilitations.services.ouverture_revues import ouvrir_revue
from habilitations.services.relances_revues import balayer_revues
from tests.factories.conventions import creer_caisse
from tests.habilitations.revues.scene import (
    OUVERTURE,
    TERME,
    CommeTaches,
    Scene,
    balayer,
    decision,
    etat,
    ligne,
    messages_recus,
    minuit,
    remettre,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LENDEMAIN = minuit(TERME + timedelta(days=1))
# The notice leaves on 24 December; eight full days end with 1 January.
CLOTURE = minuit(date(2027, 1, 2))


@pytest.mark.exigence("HAB-15")
@pytest.mark.parametrize(
    ("jours", "dernier"), [(14, "rappel"), (7, "rappel"), (1, "rappel")], ids=["quatorze", "sept", "un"]
)
def test_chaque_rappel_part_a_son_jour_une_seule_fois(
    comme_taches: CommeTaches, jours: int, dernier: str
) -> None:
    scene = Scene()
    scene.demander()
    seuil = minuit(TERME - timedelta(days=jours))
    balayer(comme_taches, seuil - MINUTE)
    avant = messages_recus(scene.gestionnaire)
    for _ in range(2):
        balayer(comme_taches, seuil + MINUTE)
    assert messages_recus(scene.gestionnaire) == [*avant, dernier]
    assert len(messages_recus(scene.gestionnaires[1])) == len(avant) + 1


@pytest.mark.exigence("HAB-15")
def test_l_ouverture_est_dite_et_un_balayage_en_retard_ne_rappelle_qu_une_fois(
    comme_taches: CommeTaches,
) -> None:
    scene = Scene()
    scene.demander()
    balayer(comme_taches, OUVERTURE + MINUTE)
    assert messages_recus(scene.gestionnaire) == ["ouverte"]
    balayer(comme_taches, minuit(TERME))
    assert messages_recus(scene.gestionnaire) == ["ouverte", "rappel"]
    assert (
        "il reste un jour"
        not in Courriel.objects.get(
            destinataire=scene.gestionnaire, message="habilitations.revue_rappel"
        ).texte
    )


@pytest.mark.exigence("NOV-09")
def test_le_preavis_part_apres_la_date_et_dit_le_dernier_jour(comme_taches: CommeTaches) -> None:
    scene = Scene(inactive=True)
    revue = scene.demander()
    balayer(comme_taches, LENDEMAIN - MINUTE)
    revue.refresh_from_db()
    assert revue.preavis_le is None
    for _ in range(2):
        balayer(comme_taches, LENDEMAIN + MINUTE)
    revue.refresh_from_db()
    assert revue.preavis_le == LENDEMAIN + MINUTE
    preavis = Courriel.objects.get(destinataire=scene.gestionnaire, message="habilitations.revue_preavis")
    texte = preavis.texte.replace("\xa0", " ")
    assert "jusqu’au vendredi 1er janvier 2027 inclus" in texte
    assert "seront inactivés" in texte
    assert "4 comptes" in texte


@pytest.mark.exigence("NOV-09", "HAB-10")
def test_huit_jours_apres_le_preavis_les_techniciens_sans_reponse_sont_inactives(
    comme_taches: CommeTaches,
) -> None:
    scene = Scene(inactive=True)
    revue = scene.demander()
    awa, luc = scene.techniciens
    scene.confirmer(revue, awa)
    balayer(comme_taches, LENDEMAIN + MINUTE)
    remettre(LENDEMAIN + MINUTE)
    assert balayer(comme_taches, CLOTURE - MINUTE) == 0
    assert etat(luc) == "active"
    assert balayer(comme_taches, CLOTURE + MINUTE) == 1
    assert balayer(comme_taches, CLOTURE + MINUTE) == 0
    assert [etat(compte) for compte in (awa, luc, *scene.gestionnaires)] == [
        "active",
        "inactive",
        "active",
        "active",
    ]
    assert [decision(revue, compte) for compte in (awa, luc, scene.gestionnaire)] == [
        "confirmee",
        "sans_reponse",
        "sans_reponse",
    ]
    assert ligne(revue, luc).motif == "revue_sans_reponse"
    assert ligne(revue, luc).etat_a_la_cloture == "inactive"
    assert Habilitation.objects.get(utilisateur=luc).motif_inactivation == "revue_sans_reponse"
    revue.refresh_from_db()
    assert (revue.numero or "").startswith("RH-2027-")
    assert messages_recus(scene.gestionnaire)[-1] == "close"
    sans_reponse = gestionnaires_sans_reponse({scene.caisse.pk})
    assert {tache.habilitation.utilisateur for tache in sans_reponse} == set(scene.gestionnaires)
    assert not gestionnaires_sans_reponse({creer_caisse("381").pk}).exists()


@pytest.mark.exigence("NOV-09")
@pytest.mark.parametrize("voie", ["reglage", "a_volonte"])
def test_sans_le_choix_de_la_caisse_personne_n_est_inactive(comme_taches: CommeTaches, voie: str) -> None:
    scene = Scene(inactive=voie == "a_volonte")
    revue = scene.demander() if voie == "reglage" else scene.ouvrir()
    balayer(comme_taches, LENDEMAIN + MINUTE)
    assert "revue_preavis_sans_effet" in f"revue_{messages_recus(scene.gestionnaire)[-1]}"
    balayer(comme_taches, CLOTURE + MINUTE)
    assert {etat(compte) for compte in scene.techniciens + scene.gestionnaires} == {"active"}
    assert {decision(revue, compte) for compte in scene.techniciens} == {"sans_reponse"}


@pytest.mark.exigence("NOV-09")
def test_le_reglage_est_celui_du_jour_de_l_ouverture(comme_taches: CommeTaches) -> None:
    scene = Scene(inactive=False)
    scene.demander()
    scene.caisse.revue_inactive_sans_reponse = True
    scene.caisse.save()
    balayer(comme_taches, LENDEMAIN + MINUTE)
    balayer(comme_taches, CLOTURE + MINUTE)
    assert {etat(compte) for compte in scene.techniciens} == {"active"}


@pytest.mark.exigence("NOV-09")
def test_le_preavis_court_du_jour_ou_un_courriel_est_vraiment_parti(comme_taches: CommeTaches) -> None:
    scene = Scene(inactive=True)
    revue = scene.demander()
    balayer(comme_taches, LENDEMAIN + MINUTE)
    assert balayer(comme_taches, CLOTURE + timedelta(days=20)) == 0, "rien n’est parti"
    remettre(LENDEMAIN + timedelta(days=5))
    assert balayer(comme_taches, CLOTURE + timedelta(days=5) - MINUTE) == 0
    assert balayer(comme_taches, CLOTURE + timedelta(days=5) + MINUTE) == 1
    revue.refresh_from_db()
    assert revue.close_le is not None


@pytest.mark.exigence("NOV-09")
def test_un_mois_de_panne_ne_prive_pas_du_preavis(comme_taches: CommeTaches) -> None:
    scene = Scene(inactive=True)
    revue = scene.demander()
    retour = LENDEMAIN + timedelta(days=30)
    assert balayer(comme_taches, retour) == 0
    assert messages_recus(scene.gestionnaire) == ["preavis"]
    assert {etat(compte) for compte in scene.techniciens} == {"active"}
    revue.refresh_from_db()
    assert revue.preavis_le == retour


@pytest.mark.exigence("NOV-09", "CONV-15")
@pytest.mark.parametrize("cause", ["coupee", "sans_gestionnaire"])
def test_une_structure_que_personne_ne_peut_defendre_n_est_pas_sanctionnee(
    comme_taches: CommeTaches, cause: str
) -> None:
    scene = Scene(inactive=True, gestionnaires=1)
    revue = scene.demander()
    if cause == "coupee":
        CoupureAcces.objects.create(
            caisse=scene.caisse, partenaire=scene.partenaire, coupee_le=OUVERTURE, motif="Essai"
        )
    else:
        Habilitation.objects.filter(utilisateur=scene.gestionnaire).update(
            etat="inactive", inactivee_le=OUVERTURE, motif_inactivation="securite"
        )
    for jours in (1, 10, 40):
        assert balayer(comme_taches, LENDEMAIN + timedelta(days=jours)) == 0
    revue.refresh_from_db()
    assert revue.preavis_le is None
    assert {etat(compte) for compte in scene.techniciens} == {"active"}
    assert messages_recus(scene.gestionnaire) == []


@pytest.mark.exigence("HAB-15", "HAB-13")
def test_un_compte_qui_finit_par_ailleurs_n_attend_plus_de_reponse(comme_taches: CommeTaches) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    awa, luc = scene.techniciens
    scene.confirmer(revue, luc, *scene.gestionnaires)
    fin = OUVERTURE + timedelta(days=2)
    eteindre(ACTEUR_SYSTEME, awa.habilitation, MotifInactivation.DEPART, fin)
    assert balayer(comme_taches, fin + MINUTE) == 1
    assert (decision(revue, awa), ligne(revue, awa).etat_a_la_cloture) == ("", "inactive")


@pytest.mark.exigence("HAB-15")
def test_outre_mer_la_date_passe_quand_elle_passe_la_bas(comme_taches: CommeTaches) -> None:
    scene = Scene()
    scene.caisse.fuseau = "Indian/Reunion"
    scene.caisse.save()
    revue = scene.demander()
    # Midnight at Saint-Denis is 21 h in Paris.
    balayer(comme_taches, LENDEMAIN - timedelta(hours=3) - MINUTE)
    revue.refresh_from_db()
    assert revue.preavis_le is None
    balayer(comme_taches, LENDEMAIN - timedelta(hours=3) + MINUTE)
    revue.refresh_from_db()
    assert revue.preavis_le is not None


@pytest.mark.exigence("HAB-15")
def test_un_gestionnaire_confirme_plus_tard_n_est_plus_a_voir_par_la_caisse(
    comme_taches: CommeTaches,
) -> None:
    scene = Scene(techniciens=0, gestionnaires=1)
    scene.demander()
    balayer(comme_taches, LENDEMAIN + MINUTE)
    balayer(comme_taches, CLOTURE + MINUTE)
    assert gestionnaires_sans_reponse({scene.caisse.pk}).count() == 1
    suivante = ouvrir_revue(acteur=scene.acteur, maintenant=CLOTURE + timedelta(days=1))
    scene.confirmer(suivante, scene.gestionnaire, maintenant=CLOTURE + timedelta(days=2))
    assert gestionnaires_sans_reponse({scene.caisse.pk}).count() == 0


@pytest.mark.exigence("HAB-15")
def test_ce_que_compte_la_base_est_ce_que_dit_la_regle() -> None:
    scene = Scene()
    revue = scene.ouvrir()
    scene.confirmer(revue, scene.techniciens[0])
    Habilitation.objects.filter(utilisateur=scene.techniciens[1]).update(
        etat="inactive", inactivee_le=OUVERTURE
    )
    lignes = LigneRevue.objects.filter(revue=revue).values_list("habilitation__etat", "decision")
    comptees = avec_avancement(Revue.objects.filter(pk=revue.pk)).get()
    attendues = sum(attend_une_reponse(*paire) for paire in lignes)
    assert [getattr(comptees, champ) for champ in ("nombre", "restantes", "repondues")] == [4, attendues, 2]
    assert attendues == 2


@pytest.mark.exigence("HAB-15")
def test_seul_le_systeme_balaie() -> None:
    scene = Scene()
    with pytest.raises(HorsPortee):
        balayer_revues(acteur=scene.acteur)
    assert messages_recus(scene.gestionnaire) == []
