"""Seals: nothing is missed, whatever the order of commits, and any change shows."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from espace_partenaires.journal.empreintes import empreinte_entrees, empreinte_sceau
from espace_partenaires.journal.models import Evenement, Sceau
from espace_partenaires.journal.sceaux import (
    CHAMPS_ENTREE,
    CHAMPS_SCEAU,
    effacer,
    entrees_de,
    sceller,
    valeurs_de,
)
from espace_partenaires.journal.services import consigner
from espace_partenaires.journal.verification import verifier
from tests.conftest import role_de_base
from tests.factories.plateforme import declencheurs_suspendus, sceller_tout, un_acteur

pytestmark = [pytest.mark.exigence("RGPD-05"), pytest.mark.usefixtures("journal_scellable")]

AUTRES_VALEURS = {
    "id": "id + 1000000",
    "cle": "gen_random_uuid()",
    "action": "'essais.autre'",
    "survenu_le": "survenu_le + interval '1 microsecond'",
    "auteur_id": "coalesce(auteur_id, 0) + 1",
    "profil": "'autre'",
    "adresse": "'203.0.113.1'",
    "objet_type": "'autre'",
    "objet_id": "coalesce(objet_id, 0) + 1",
    "caisse_id": "coalesce(caisse_id, 0) + 1",
    "partenaire_id": "coalesce(partenaire_id, 0) + 1",
    "details": """'{"code": "autre"}'""",
    "transaction_id": "transaction_id + 1",
    "lignee": "lignee + 1",
}
AUTRES_SCEAUX = {
    "numero": "numero + 1",
    "lignee": "lignee + 1",
    "debut": "debut + 1",
    "fin": "fin + 1",
    "nombre": "nombre + 1",
    "derniere_le": "derniere_le - interval '1 day'",
    "scelle_le": "scelle_le - interval '1 day'",
    "empreinte_entrees": "repeat('a', 64)",
    "precedente": "repeat('a', 64)",
    "empreinte": "repeat('a', 64)",
    "effacees_le": "now()",
}


def _journal(nombre: int) -> None:
    for rang in range(nombre):
        consigner(acteur=un_acteur(), action="essais.agir", details={"nombre": rang})


def _changer(table: str, cle: str, ligne: str, champ: str, valeur: str) -> sql.Composed:
    return sql.SQL("UPDATE {} SET {} = {} WHERE {} = {}").format(
        sql.Identifier(table), sql.Identifier(champ), sql.SQL(valeur), sql.Identifier(cle), sql.SQL(ligne)
    )


def _anomalies_apres(requete: str | sql.Composed) -> list[str]:
    """Run an attack as the owner without triggers, look, and take it back."""
    with transaction.atomic():
        with declencheurs_suspendus("journal_evenement", "journal_sceau"), connection.cursor() as curseur:
            curseur.execute(requete)
        anomalies = verifier().anomalies
        transaction.set_rollback(True)
    return anomalies


def test_tout_changement_d_une_entree_se_voit() -> None:
    assert set(AUTRES_VALEURS) == set(CHAMPS_ENTREE), "chaque colonne entre dans l’empreinte"
    _journal(3)
    sceller_tout()
    assert verifier().anomalies == []
    premiere = "(SELECT min(id) FROM journal_evenement)"
    for champ, valeur in AUTRES_VALEURS.items():
        assert _anomalies_apres(_changer("journal_evenement", "id", premiere, champ, valeur)), champ
    assert verifier().anomalies == []


def test_tout_changement_d_un_sceau_se_voit() -> None:
    colonnes = {champ.attname for champ in Sceau._meta.concrete_fields} - {"id"}
    assert set(AUTRES_SCEAUX) == colonnes
    assert colonnes - set(CHAMPS_SCEAU) == {"empreinte", "effacees_le"}
    for _ in range(2):
        _journal(1)
        sceller_tout()
    for champ, valeur in AUTRES_SCEAUX.items():
        assert _anomalies_apres(_changer("journal_sceau", "numero", "2", champ, valeur)), champ


@pytest.mark.parametrize(
    "attaque",
    [
        "DELETE FROM journal_evenement WHERE id = (SELECT min(id) FROM journal_evenement)",
        "DELETE FROM journal_evenement WHERE id = (SELECT max(id) FROM journal_evenement)",
        (
            "INSERT INTO journal_evenement (cle, action, survenu_le, profil, objet_type, details, transaction_id, lignee)"
            " SELECT gen_random_uuid(), action, survenu_le, profil, objet_type, details, transaction_id, lignee"
            " FROM journal_evenement LIMIT 1"
        ),
        "UPDATE journal_evenement a SET details = b.details FROM journal_evenement b WHERE a.id <> b.id",
        "DELETE FROM journal_sceau WHERE numero = 1",
    ],
    ids=["tete_coupee", "queue_coupee", "ligne_ajoutee", "lignes_echangees", "sceau_ote"],
)
def test_lignes_otees_ajoutees_ou_echangees_se_voient(attaque: str) -> None:
    _journal(2)
    sceller_tout()
    _journal(1)
    sceller_tout()
    assert _anomalies_apres(attaque)


def test_refaire_un_sceau_ne_trompe_pas_le_suivant() -> None:
    for _ in range(2):
        _journal(1)
        sceller_tout()
    with declencheurs_suspendus("journal_evenement", "journal_sceau"):
        premier = Sceau.objects.earliest("numero")
        entrees = entrees_de(premier.lignee, premier.debut, premier.fin)
        entrees.update(auteur_id=99)
        _, premier.empreinte_entrees = empreinte_entrees(entrees.values_list(*CHAMPS_ENTREE))
        premier.empreinte = empreinte_sceau(valeurs_de(premier))
        premier.save()
    assert verifier().anomalies == ["Sceau 2 : il ne suit pas le sceau précédent."]


def test_effacer_avant_terme_en_le_disant_regulier_se_voit() -> None:
    _journal(1)
    sceller_tout()
    attaque = "DELETE FROM journal_evenement; UPDATE journal_sceau SET effacees_le = now()"
    assert _anomalies_apres(attaque) == ["Sceau 1 : ses entrées ont été effacées avant leur terme."]
    assert verifier().anomalies == []


def test_la_perte_des_derniers_sceaux_se_voit_par_l_ancre_gardee_dehors() -> None:
    _journal(1)
    sceller_tout()
    _journal(1)
    sceller_tout()
    ancre = verifier().tete
    assert verifier(ancre=ancre).anomalies == []
    with declencheurs_suspendus("journal_evenement", "journal_sceau"):
        dernier = Sceau.objects.latest("numero")
        Evenement.objects.filter(transaction_id__gte=dernier.debut).delete()
        dernier.delete()
    assert verifier().anomalies == []
    with pytest.raises(CommandError, match="altéré"):
        call_command("verifier_journal", "--ancre", ancre)


def test_deux_transactions_qui_finissent_dans_le_desordre_ne_perdent_rien() -> None:
    autre = connection.copy()
    try:
        autre.set_autocommit(False)
        with autre.cursor() as curseur:
            curseur.execute(
                "INSERT INTO journal_evenement (cle, action, survenu_le, profil, objet_type, details)"
                " VALUES (gen_random_uuid(), 'essais.agir', now(), '', '', '{}')"
            )
        _journal(1)  # a later transaction, already over while the first one still runs
        assert sceller() == 0, "rien ne se scelle devant une transaction plus ancienne"
        autre.commit()
    finally:
        autre.close()
    sceller_tout()
    rapport = verifier()
    assert (rapport.anomalies, rapport.entrees, rapport.non_scellees) == ([], 2, 0)


def test_sceller_ne_prend_rien_d_une_transaction_en_cours() -> None:
    with transaction.atomic():
        _journal(1)
        with role_de_base("portail_taches"):
            assert sceller() == 0
    sceller_tout()
    assert Sceau.objects.get().nombre == 1
    assert sceller() == 0, "rien de neuf, pas de sceau"


def test_les_entrees_s_effacent_a_douze_mois_et_la_chaine_tient(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _vieillir(timedelta(days=400))
    sceller_tout()
    _journal(2)
    sceller_tout()
    with role_de_base("portail_taches"):
        assert effacer() == 1
        assert effacer() == 0
    assert Evenement.objects.exclude(action="journal.effacer").count() == 2
    trace = Evenement.objects.get(action="journal.effacer")
    assert (trace.auteur_id, trace.details) == (ACTEUR_SYSTEME.utilisateur_id, {"nombre": 1})
    call_command("verifier_journal")
    assert "Journal intact : 2 sceaux, 2 entrées scellées, 1 en attente" in capsys.readouterr().out


def test_une_entree_jeune_du_meme_sceau_retient_l_effacement() -> None:
    with transaction.atomic():
        _vieillir(timedelta(days=400))
        _journal(1)
    sceller_tout()
    assert effacer() == 0
    assert Evenement.objects.count() == 2


def test_un_journal_scelle_ne_se_vide_pas() -> None:
    _journal(1)
    sceller_tout()
    with (
        pytest.raises(Exception, match="ne se vide pas"),
        transaction.atomic(),
        connection.cursor() as curseur,
    ):
        curseur.execute("TRUNCATE journal_evenement, journal_sceau")
    assert Evenement.objects.count() == 1


def test_les_entrees_d_une_base_restauree_ailleurs_restent_scellables() -> None:
    _journal(1)
    with declencheurs_suspendus("journal_evenement"):
        Evenement.objects.update(lignee=42, transaction_id=2**40)
    _journal(1)
    sceller_tout()
    assert set(Sceau.objects.values_list("lignee", "nombre")) >= {(42, 1)}
    assert verifier().anomalies == []


def _vieillir(age: timedelta) -> None:
    Evenement.objects.create(action="essais.agir", survenu_le=timezone.now() - age)
