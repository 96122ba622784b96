from django.db import migrations

# A gestionnaire de conventions reads no demande: only how many are open, with its own caisse (acces.md, nameless
# figures), to know what the end of a convention leaves to finish.
FONCTION = """
CREATE FUNCTION signalements_ouvertes(p_partenaires bigint[], p_etats text[])
RETURNS TABLE (caisse_id bigint, partenaire_id bigint, nombre bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.caisse_id, d.partenaire_id, count(*)
  FROM signalements_demande d
  WHERE d.partenaire_id = ANY (p_partenaires)
    AND d.etat = ANY (p_etats)
    AND conventions_est_agent()
    AND d.caisse_id = ANY (portail_caisses())
  GROUP BY d.caisse_id, d.partenaire_id
$$;
"""


class Migration(migrations.Migration):
    """Open demandes are counted without being read (NOV-02)."""

    dependencies = [
        ("signalements", "0003_regime_general_et_index"),
        ("conventions", "0008_portees"),
    ]

    operations = [migrations.RunSQL(FONCTION, "DROP FUNCTION signalements_ouvertes(bigint[], text[])")]
