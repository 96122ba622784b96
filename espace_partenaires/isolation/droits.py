"""What each role of the database may do to each table.

The owner migrates; web and workers own nothing. Append-only tables are declared by the app that has
them, in ``AppConfig.tables_en_ajout_seul``.
"""

from typing import Final

from django.apps import apps
from django.db import connections
from psycopg import sql

ROLES_APPLICATION: Final = ("portail_web", "portail_taches")
TABLES_EN_LECTURE_SEULE: Final = frozenset({"django_migrations"})


def tables_en_ajout_seul() -> frozenset[str]:
    """Return the tables to which web and workers may only add rows."""
    return frozenset(
        table for config in apps.get_app_configs() for table in getattr(config, "tables_en_ajout_seul", ())
    )


def accorder_droits(using: str = "default") -> None:
    """Give the two application roles their rights on every table of the schema; safe to run twice.

    Args:
        using: alias of a connection that belongs to the owner.
    """
    ajout_seul = tables_en_ajout_seul()
    with connections[using].cursor() as curseur:
        curseur.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [ligne[0] for ligne in curseur.fetchall()]
        for role in ROLES_APPLICATION:
            nom = sql.Identifier(role)
            curseur.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(nom))
            curseur.execute(
                sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(nom)
            )
            curseur.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(nom))
            for table in tables:
                curseur.execute(
                    sql.SQL("GRANT {} ON {} TO {}").format(
                        sql.SQL(_verbes(table, ajout_seul)), sql.Identifier(table), nom
                    )
                )


def _verbes(table: str, ajout_seul: frozenset[str]) -> str:
    if table in TABLES_EN_LECTURE_SEULE:
        return "SELECT"
    if table in ajout_seul:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"
