"""The database holds what the code promises: roles without powers, rows isolated, tables that only grow."""

import pytest
from django.db import connection

from espace_partenaires.isolation.droits import ROLES_APPLICATION, tables_en_ajout_seul
from tests.architecture.isolement import TABLES_PARTAGEES

pytestmark = pytest.mark.django_db


def _lignes(requete: str, *parametres: str | list[str]) -> list[tuple[object, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return list(curseur.fetchall())


@pytest.mark.exigence("HAB-17")
def test_les_roles_de_l_application_n_ont_aucun_pouvoir() -> None:
    roles = _lignes(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles"
        " WHERE rolname = ANY (%s) ORDER BY rolname",
        list(ROLES_APPLICATION),
    )
    assert roles == [(role, False, False, False, False, False) for role in sorted(ROLES_APPLICATION)]
    assert (
        _lignes(
            "SELECT rolname FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid WHERE rolname = ANY (%s)",
            list(ROLES_APPLICATION),
        )
        == []
    ), "ni membres d’un autre rôle"


@pytest.mark.exigence("DEM-14", "DEM-16")
def test_la_connexion_ne_compile_aucune_requete() -> None:
    """The partner's home with 2,000 demandes among 100,000: 1.2 s to compile, 23 ms to read."""
    assert _lignes("SHOW jit") == [("off",)]


@pytest.mark.exigence("HAB-17")
def test_les_roles_de_l_application_ne_possedent_rien() -> None:
    possessions = _lignes(
        "SELECT relname::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY (%s)"
        " UNION SELECT proname::text FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname = ANY (%s)",
        list(ROLES_APPLICATION),
        list(ROLES_APPLICATION),
    )
    assert possessions == []
    for role in ROLES_APPLICATION:
        assert _lignes("SELECT has_schema_privilege(%s, 'public', 'CREATE')", role) == [(False,)]


@pytest.mark.exigence("HAB-17")
def test_chaque_table_d_une_caisse_ou_d_un_partenaire_est_isolee() -> None:
    tables = _lignes(
        "SELECT DISTINCT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
        " EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND 'portail_web' = ANY (p.roles))"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        " AND a.attname IN ('caisse_id', 'partenaire_id') AND NOT a.attisdropped"
    )
    assert tables, "la question trouve des tables"
    ouvertes = {table for table, forcee, politique in tables if not (forcee and politique)}
    assert ouvertes == set(TABLES_PARTAGEES), "chaque table est isolée, ou sa raison est écrite"


@pytest.mark.exigence("HAB-17")
def test_une_isolation_activee_est_forcee() -> None:
    a_demi = _lignes(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relrowsecurity AND NOT relforcerowsecurity"
    )
    assert a_demi == []


@pytest.mark.exigence("RGPD-05")
def test_les_tables_en_ajout_seul_ne_font_que_grandir() -> None:
    assert {"journal_evenement", "journal_sceau", "signalements_evenementdemande"} <= tables_en_ajout_seul()
    for table in tables_en_ajout_seul():
        for role in ROLES_APPLICATION:
            droits = _lignes(
                "SELECT has_table_privilege(%s, %s, 'INSERT'), has_table_privilege(%s, %s, 'UPDATE, DELETE, TRUNCATE')",
                *(role, table) * 2,
            )
            assert droits == [(True, False)], (role, table)


@pytest.mark.exigence("HAB-17")
def test_une_fonction_du_proprietaire_ne_se_detourne_pas() -> None:
    fonctions = _lignes(
        "SELECT proname, proconfig, has_function_privilege('portail_web', oid, 'EXECUTE') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    assert "journal_effacer" in {nom for nom, *_ in fonctions}
    for nom, reglages, par_le_web in fonctions:
        assert isinstance(reglages, list), nom
        assert any(reglage.startswith("search_path=") for reglage in reglages), nom
        assert nom != "journal_effacer" or not par_le_web
