from django.db import migrations

# A local party does not read who the référents of the cadre are: it only has them told of a point sent up (CONV-09).
FONCTION = """
CREATE FUNCTION conventions_referents_nationaux(p_convention bigint, p_le date) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT lower(r.courriel)
  FROM conventions_convention c
  JOIN conventions_referent r ON r.convention_id = c.cadre_id
  JOIN conventions_partie p ON p.id = r.partie_id
  JOIN conventions_caisse k ON k.id = p.caisse_id AND k.code = '000'
  JOIN comptes_utilisateur u ON u.id = r.utilisateur_id AND u.is_active AND u.profil = 'agent'
  WHERE c.id = p_convention AND r.du <= p_le AND (r.au IS NULL OR r.au >= p_le)
    AND conventions_portee(p_convention)
$$;
"""


class Migration(migrations.Migration):
    """The national référents are told of the points that comités send up."""

    dependencies = [("conventions", "0008_portees"), ("comptes", "0001_initial")]

    operations = [
        migrations.RunSQL(FONCTION, "DROP FUNCTION conventions_referents_nationaux(bigint, date)"),
    ]
