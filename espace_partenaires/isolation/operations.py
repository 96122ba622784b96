"""Migration operations: protect a table by row-level security."""

from django.db import migrations

FONCTIONS_DE_PORTEE = """
CREATE OR REPLACE FUNCTION portail_acteur() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('portail.acteur', true), '')::bigint $$;
CREATE OR REPLACE FUNCTION portail_profil() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('portail.profil', true), '') $$;
CREATE OR REPLACE FUNCTION portail_a_role(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(coalesce(current_setting('portail.roles', true), ''), ',') && roles $$;
CREATE OR REPLACE FUNCTION portail_caisses() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(nullif(current_setting('portail.caisses', true), ''), ',')::bigint[] $$;
CREATE OR REPLACE FUNCTION portail_partenaire() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('portail.partenaire', true), '')::bigint $$;
"""


class ActiverIsolation(migrations.RunSQL):
    """Force row-level security on a table.

    The owner (migrations, backups) and the workers (sweeps over all caisses) see every row; the web
    role only those of the policy. Functions of scope are called inside a sub-select so that PostgreSQL
    computes them once per query, not once per row.

    Args:
        table: the table's name.
        condition: SQL condition a row must meet to be seen, added or changed by the web role.
    """

    def __init__(self, table: str, condition: str) -> None:
        self.table = table
        self.condition = condition
        super().__init__(
            sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY {table}_proprietaire ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
            CREATE POLICY {table}_taches ON {table} TO portail_taches USING (true) WITH CHECK (true);
            CREATE POLICY {table}_web ON {table} TO portail_web USING ({condition}) WITH CHECK ({condition});
            """,
            reverse_sql=f"""
            DROP POLICY {table}_web ON {table};
            DROP POLICY {table}_taches ON {table};
            DROP POLICY {table}_proprietaire ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, str]]:
        """Tell Django how to write this operation down."""
        return (self.__class__.__name__, [], {"table": self.table, "condition": self.condition})
