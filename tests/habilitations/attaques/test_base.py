"""What the web role can do by raw SQL with the rows of the life of accounts, were the code to be got round (HAB-17)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone

from conventions.models import Partenaire
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import NatureOubli, Profil
from espace_partenaires.comptes.models import AccesOublie
from espace_partenaires.journal.services import consigner
from habilitations.enums import NatureDemande, NatureEvenement
from habilitations.models import (
    CampagneRevue,
    DeclarationPublique,
    DemandeHabilitation,
    EvenementCompte,
    Exclusion,
    Habilitation,
    Incident,
    LigneRevue,
    Revue,
)
from tests.factories.conventions import creer_partenaire, relier
from tests.factories.habilitations import acteur_pour, creer_agent, creer_habilitation
from tests.habilitations.incidents.conftest import Scene

pytestmark = pytest.mark.exigence("HAB-17", "SEC-01")
CommeWeb = Callable[[Acteur | None], AbstractContextManager[None]]
CommeTaches = Callable[[], AbstractContextManager[None]]
QUI = ("gestionnaire", "technicien", "conventions", "superviseur", "dpo", "instructeur")
TABLES = (
    "demandehabilitation",
    "incident",
    "campagnerevue",
    "revue",
    "lignerevue",
    "evenementcompte",
    "exclusion",
)

COMPTER, TOUCHER, OTER = "SELECT count(*) FROM {}", "UPDATE {} SET id = id", "DELETE FROM {}"
DEPLACER = "UPDATE {} SET {} = %s"
FAIT = """
INSERT INTO habilitations_evenementcompte (cle, habilitation_id, nature, survenu_le, motif, champs)
VALUES (gen_random_uuid(), %(compte)s, 'reactivation', now(), '', '[]')
"""
EXCLUSION = """
INSERT INTO habilitations_exclusion
  (cle, habilitation_id, caisse_id, directeur, decidee_le, motif, notifiee_le, auteur_id, motif_levee)
VALUES (gen_random_uuid(), %(compte)s, %(caisse)s, 'x', now(), 'x', now(), 1, '')
"""
REVUE = """
INSERT INTO habilitations_revue
  (cle, partenaire_id, ouverte_le, ouverte_par, echeance, inactive_sans_reponse, empreinte)
VALUES (gen_random_uuid(), %(structure)s, now(), 1, now(), true, '')
"""
CAMPAGNE = """
INSERT INTO habilitations_campagnerevue (cle, caisse_id, libelle, ouverte_le, ouverte_par, echeance)
VALUES (gen_random_uuid(), %(etrangere)s, 'x', now(), 1, now())
"""


def _executer(requete: str, *parametres: int) -> int:
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return int(curseur.rowcount)


def _lire(requete: str, *parametres: int) -> list[tuple[object, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return list(curseur.fetchall())


def _acteur(scene: Scene, qui: str) -> Acteur:
    if qui == "instructeur":
        return acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    return acteur_pour(getattr(scene, qui))


@pytest.fixture
def ailleurs(scene: Scene) -> Habilitation:
    """A gestionnaire of a structure bound to the third caisse only, with one row in each table."""
    structure = creer_partenaire("CCAS de Montfleury")
    relier(scene.etrangere, structure)
    creer_habilitation(structure, Profil.GESTIONNAIRE)
    compte = creer_habilitation(structure, Profil.GESTIONNAIRE)
    _une_ligne_partout(scene, structure, compte)
    return compte


def _une_ligne_partout(scene: Scene, structure: Partenaire, compte: Habilitation) -> None:
    maintenant, jour = timezone.now(), timezone.localdate()
    DemandeHabilitation.objects.create(
        partenaire=structure,
        caisse=scene.etrangere,
        nature=NatureDemande.INACTIVER,
        habilitation=compte,
        souhaitee_le=jour + timedelta(days=20),
        demandee_le=maintenant,
        demandee_par=compte.utilisateur_id,
    )
    Incident.objects.create(
        caisse=scene.etrangere,
        partenaire=structure,
        habilitation=compte,
        nature="vol",
        origine="publique",
        constate_le=jour,
        declare_le=maintenant,
    )
    campagne = CampagneRevue.objects.create(
        caisse=scene.etrangere, libelle="2026", ouverte_le=maintenant, ouverte_par=1, echeance=jour
    )
    revue = Revue.objects.create(
        partenaire=structure,
        caisse=scene.etrangere,
        campagne=campagne,
        ouverte_le=maintenant,
        ouverte_par=1,
        echeance=jour,
    )
    LigneRevue.objects.create(revue=revue, habilitation=compte)
    EvenementCompte.objects.create(
        habilitation=compte, nature=NatureEvenement.MODIFICATION, survenu_le=maintenant
    )
    Exclusion.objects.create(
        habilitation=compte,
        caisse=scene.etrangere,
        directeur="Direction",
        decidee_le=jour,
        motif="Motif.",
        notifiee_le=maintenant,
        auteur_id=1,
    )


@pytest.mark.parametrize("qui", QUI)
def test_ce_qui_est_ailleurs_ne_se_lit_ni_ne_se_change(
    scene: Scene, ailleurs: Habilitation, comme_web: CommeWeb, qui: str
) -> None:
    acteur = _acteur(scene, qui)
    for table in TABLES:
        nom = f"habilitations_{table}"
        assert _lire(COMPTER.format(nom)) == [(1,)], nom
        with comme_web(acteur):
            assert _lire(COMPTER.format(nom)) == [(0,)], nom
            if table != "evenementcompte":
                assert _executer(TOUCHER.format(nom)) == 0, nom
                assert _executer(OTER.format(nom)) == 0, nom


@pytest.mark.parametrize("qui", QUI)
@pytest.mark.parametrize("requete", [FAIT, EXCLUSION, REVUE, CAMPAGNE])
def test_rien_ne_s_ecrit_ailleurs(
    scene: Scene, ailleurs: Habilitation, comme_web: CommeWeb, qui: str, requete: str
) -> None:
    valeurs = {
        "compte": ailleurs.pk,
        "structure": ailleurs.partenaire_id,
        "caisse": scene.caisse.pk,
        "etrangere": scene.etrangere.pk,
    }
    with (
        comme_web(_acteur(scene, qui)),
        pytest.raises(DatabaseError) as refus,
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute(requete, valeurs)
    assert "row-level security" in str(refus.value)


def test_une_demande_ne_change_ni_de_caisse_ni_de_structure(
    scene: Scene, ailleurs: Habilitation, comme_web: CommeWeb
) -> None:
    DemandeHabilitation.objects.create(
        partenaire=scene.valmont,
        caisse=scene.caisse,
        nature=NatureDemande.MODIFIER,
        habilitation=scene.collegue.habilitation,
        demandee_le=timezone.now(),
        demandee_par=scene.gestionnaire.pk,
    )
    table = "habilitations_demandehabilitation"
    with comme_web(acteur_pour(scene.gestionnaire)), pytest.raises(ProgrammingError, match="row-level"):
        _executer(DEPLACER.format(table, "partenaire_id"), ailleurs.partenaire_id)
    with comme_web(acteur_pour(scene.conventions)), pytest.raises(ProgrammingError, match="row-level"):
        _executer(DEPLACER.format(table, "caisse_id"), scene.etrangere.pk)
    with comme_web(acteur_pour(scene.conventions_autre)):
        assert _executer(TOUCHER.format(table)) == 0
    with comme_web(acteur_pour(scene.technicien)):
        assert _executer(TOUCHER.format(table)) == 0


@pytest.mark.exigence("HAB-12")
@pytest.mark.parametrize("verbe", ["UPDATE {} SET survenu_le = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_un_fait_date_ne_se_reecrit_pas(
    scene: Scene, ailleurs: Habilitation, comme_web: CommeWeb, comme_taches: CommeTaches, verbe: str
) -> None:
    for role in (comme_web(acteur_pour(scene.gestionnaire)), comme_taches()):
        with role, pytest.raises(ProgrammingError, match="permission denied"):
            _executer(verbe.format("habilitations_evenementcompte"))
    assert EvenementCompte.objects.filter(habilitation=ailleurs).count() == 1


@pytest.mark.parametrize("qui", [None, *QUI])
def test_ce_que_disent_les_pages_publiques_ne_se_relit_pas(
    scene: Scene, comme_web: CommeWeb, qui: str | None
) -> None:
    AccesOublie.objects.create(
        nature=NatureOubli.IDENTIFIANT, saisie="zoe@valmont.example", demande_le=timezone.now()
    )
    DeclarationPublique.objects.create(
        caisse=scene.caisse,
        nature="vol",
        constate_le=timezone.localdate(),
        structure="CCAS",
        nom="Zoé",
        courriel="zoe@valmont.example",
        declaree_le=timezone.now(),
    )
    with comme_web(_acteur(scene, qui) if qui else None):
        for table in ("comptes_accesoublie", "habilitations_declarationpublique"):
            assert _lire(COMPTER.format(table)) == [(0,)]
            assert _executer(TOUCHER.format(table)) == 0
            assert _executer(OTER.format(table)) == 0
    assert AccesOublie.objects.count() == DeclarationPublique.objects.count() == 1


@pytest.mark.exigence("HAB-12", "RGPD-05")
def test_le_journal_d_un_compte_ne_s_ouvre_qu_au_dpo_de_ses_caisses(
    scene: Scene, comme_web: CommeWeb
) -> None:
    consigner(acteur=None, action="comptes.connexion_refusee", objet=scene.technicien)
    compte = scene.technicien.habilitation.pk
    journal = "SELECT action FROM habilitations_journal_du_compte(%s, '-infinity')"
    resume = "SELECT action FROM habilitations_resume_du_journal(%s, '-infinity')"
    lus = {}
    for qui in (*QUI, "dpo_autre", "dpo_etranger", "gestionnaire"):
        with comme_web(_acteur(scene, qui)):
            lus[qui] = (bool(_lire(journal, compte)), bool(_lire(resume, compte)))
            with pytest.raises(ProgrammingError, match="permission denied"):
                _executer("SELECT * FROM habilitations_entrees_du_compte(%s, '-infinity')", compte)
    assert lus == {
        "gestionnaire": (False, False),
        "technicien": (False, False),
        "instructeur": (False, False),
        "conventions": (False, True),
        "superviseur": (False, True),
        "dpo": (True, True),
        "dpo_autre": (True, True),
        "dpo_etranger": (False, False),
    }
