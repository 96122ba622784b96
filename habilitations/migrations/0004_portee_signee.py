from django.db import migrations

# A convention d'utilisation that every party signed, in force or ended: ``conventions.selectors.liens_signes``
# (a test compares them). A draft is no link: whoever knows a public SIRET can write one.
LIEN = """
CREATE FUNCTION habilitations_lien_signe(p_partenaire bigint, p_caisses bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1
    FROM conventions_partie structure
    JOIN conventions_convention c ON c.id = structure.convention_id
    JOIN conventions_partie organisme ON organisme.convention_id = c.id
    WHERE structure.partenaire_id = p_partenaire
      AND organisme.caisse_id = ANY (p_caisses)
      AND c.nature = 'utilisation'
      AND c.etat = 'signee'
      AND NOT EXISTS (
        SELECT 1 FROM conventions_partie p WHERE p.convention_id = c.id AND p.signee_le IS NULL
      )
  )
$$;
"""

SOI_MEME = "utilisateur_id = (SELECT portail_acteur())"
SA_STRUCTURE = """
    (SELECT portail_profil()) IN ('gestionnaire', 'technicien')
    AND partenaire_id = (SELECT portail_partenaire())
"""
AGENT = """
    (SELECT portail_profil()) = 'agent'
    AND (SELECT portail_a_role('instructeur', 'gestionnaire_conventions', 'superviseur', 'dpo'))
"""
SIGNEE = f"{AGENT} AND habilitations_lien_signe(partenaire_id, (SELECT portail_caisses()))"
# What 0003 held, to walk back.
TOUTE = f"""{AGENT} AND EXISTS (
      SELECT 1 FROM conventions_partie structure
      JOIN conventions_partie organisme ON organisme.convention_id = structure.convention_id
      WHERE structure.partenaire_id = {{table}}.partenaire_id
        AND organisme.caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    )"""

COMPTES, EXCEPTIONS = "habilitations_habilitation", "habilitations_exceptioncourriel"


def _politique(table: str, condition: str) -> str:
    return f"ALTER POLICY {table}_web ON {table} USING ({condition}) WITH CHECK ({condition});"


def _politiques(agent: str) -> str:
    comptes = f"({SOI_MEME}) OR ({SA_STRUCTURE}) OR ({agent.replace('{table}', COMPTES)})"
    exceptions = f"({SA_STRUCTURE}) OR ({agent.replace('{table}', EXCEPTIONS)})"
    return _politique(COMPTES, comptes) + _politique(EXCEPTIONS, exceptions)


class Migration(migrations.Migration):
    """A caisse reaches accounts and exceptions by a signed convention d'utilisation only (HAB-17)."""

    dependencies = [("habilitations", "0003_garde_fous")]

    operations = [
        migrations.RunSQL(
            LIEN + _politiques(SIGNEE),
            _politiques(TOUTE) + "DROP FUNCTION habilitations_lien_signe(bigint, bigint[]);",
        ),
    ]
