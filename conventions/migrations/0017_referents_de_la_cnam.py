from django.db import migrations

# Another caisse that is party to a cadre names référents too: only those of the Cnam see the network (CONV-08).
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
    SELECT 1 FROM conventions_convention c
    JOIN conventions_referent r ON r.convention_id = c.cadre_id
    JOIN conventions_partie p ON p.id = r.partie_id
    JOIN conventions_caisse k ON k.id = p.caisse_id AND k.code = '000'
    CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE 'Europe/Paris')::date AS le) jour
    WHERE c.id = p_convention AND r.utilisateur_id = portail_acteur()
      AND r.du <= jour.le AND (r.au IS NULL OR r.au >= jour.le)
  ))
$$;
"""


class Migration(migrations.Migration):
    """Let only the Cnam's référents of a cadre see the local conventions under it."""

    dependencies = [("conventions", "0016_intitule_des_indicateurs")]

    operations = [migrations.RunSQL(PORTEE, migrations.RunSQL.noop)]
