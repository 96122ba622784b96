from django.db import migrations

# As ``InterlocuteurQuerySet.visibles_par`` says it: whoever knows a public SIRET can write a draft (HAB-17).
LIEN = """
CREATE OR REPLACE FUNCTION conventions_lien(p_partenaire bigint, p_caisses bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM conventions_partie structure
    JOIN conventions_partie organisme ON organisme.convention_id = structure.convention_id
    JOIN conventions_convention c ON c.id = structure.convention_id
    WHERE structure.partenaire_id = p_partenaire AND organisme.caisse_id = ANY (p_caisses){signee}
  )
$$;
"""


class Migration(migrations.Migration):
    """A draft does not show whom a partenaire names as its contacts."""

    dependencies = [("conventions", "0014_jour_des_referents")]

    operations = [
        migrations.RunSQL(LIEN.format(signee=" AND c.etat = 'signee'"), LIEN.format(signee="")),
    ]
