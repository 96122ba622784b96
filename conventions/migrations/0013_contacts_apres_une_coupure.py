from django.db import migrations

# Whoever a caisse has cut still reads whom to call there (CONV-15): nothing else of that caisse.
LIRE = """
CREATE POLICY conventions_interlocuteur_apres_une_coupure ON conventions_interlocuteur
FOR SELECT TO portail_web USING (
    (SELECT portail_profil()) IN ('gestionnaire', 'technicien')
    AND volet IN ('convention', 'support')
    AND EXISTS (
        SELECT 1 FROM conventions_coupureacces c
        WHERE c.caisse_id = conventions_interlocuteur.caisse_id
          AND c.partenaire_id = (SELECT portail_partenaire())
          AND c.retablie_le IS NULL
    )
);
"""


class Migration(migrations.Migration):
    """A structure whose access is cut knows whom to call."""

    dependencies = [("conventions", "0012_accord_de_fin")]

    operations = [
        migrations.RunSQL(
            LIRE, "DROP POLICY conventions_interlocuteur_apres_une_coupure ON conventions_interlocuteur"
        ),
    ]
