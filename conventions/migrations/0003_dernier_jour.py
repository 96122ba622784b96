"""The last day of a term, as ``rules.delais.dernier_jour`` says it; the quota's trigger may call it too."""

from django.db import migrations

FONCTION = """
CREATE OR REPLACE FUNCTION conventions_dernier_jour(debut date, mois integer) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE
    -- The last month lacks that day: the term ends with the month (29 February to 28 February).
    WHEN extract(day FROM anniversaire) < extract(day FROM debut) THEN anniversaire
    ELSE anniversaire - 1
  END
  FROM (SELECT (debut + make_interval(months => mois))::date AS anniversaire) AS calcul
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("conventions", "0002_messages_et_nombres_presents"),
    ]

    operations = [
        migrations.RunSQL(FONCTION, "DROP FUNCTION conventions_dernier_jour(date, integer)"),
    ]
