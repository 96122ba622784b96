from django.db import migrations

# The connection counts in UTC: a national référent's day is that of Paris, as ``communs.sous_sa_cadre`` reads it.
PORTEE = """
CREATE OR REPLACE FUNCTION conventions_portee(p_convention bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM conventions_partie p
    WHERE p.convention_id = p_convention
      AND (
        (conventions_est_agent() AND p.caisse_id = ANY (portail_caisses()))
        OR (portail_profil() = 'gestionnaire' AND p.partenaire_id = portail_partenaire())
      )
  ) OR (conventions_est_agent() AND EXISTS (
    -- A national référent sees the local conventions under its cadre (CONV-08).
    SELECT 1 FROM conventions_convention c
    JOIN conventions_referent r ON r.convention_id = c.cadre_id
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS le) jour
    WHERE c.id = p_convention AND r.utilisateur_id = portail_acteur()
      AND r.du <= jour.le AND (r.au IS NULL OR r.au >= jour.le)
  ))
$$;
"""


class Migration(migrations.Migration):
    """Read a national référent's term on the day of Paris (CONV-08)."""

    dependencies = [("conventions", "0013_contacts_apres_une_coupure")]

    operations = [migrations.RunSQL(PORTEE, migrations.RunSQL.noop)]
