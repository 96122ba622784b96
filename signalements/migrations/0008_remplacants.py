from django.db import migrations

# A technicien's message must reach who stands in for an absent agent; absences themselves stay the caisse's.
REMPLACANTS = """
CREATE FUNCTION signalements_remplacants(p_agent bigint, p_caisse bigint, p_jour date) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT remplacant_id FROM signalements_absence
  WHERE agent_id = p_agent AND caisse_id = p_caisse AND remplacant_id IS NOT NULL
    AND p_jour BETWEEN du AND au
    AND (portail_profil() = '' OR p_caisse = ANY (portail_caisses()))
$$;
REVOKE ALL ON FUNCTION signalements_remplacants(bigint, bigint, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signalements_remplacants(bigint, bigint, date) TO portail_web, portail_taches;
"""


class Migration(migrations.Migration):
    """Who stands in for an agent on a day, without showing absences to anybody else (DEM-16, HAB-17)."""

    dependencies = [("signalements", "0007_isolation_des_demandes")]

    operations = [
        migrations.RunSQL(REMPLACANTS, "DROP FUNCTION signalements_remplacants(bigint, bigint, date)"),
    ]
