from django.db import migrations

# An agent who sends a malfunction up writes to the national support (ORG-08): the support contacts of the Cnam
# are read by every agent, and written by the Cnam alone.
LIRE = """
CREATE POLICY conventions_interlocuteur_support_national ON conventions_interlocuteur
FOR SELECT TO portail_web USING (
    (SELECT conventions_est_agent())
    AND volet = 'support'
    AND caisse_id = (SELECT k.id FROM conventions_caisse k WHERE k.code = '000')
);
"""


class Migration(migrations.Migration):
    """The national support can be reached from each caisse."""

    dependencies = [("conventions", "0010_usage_retire")]

    operations = [
        migrations.RunSQL(
            LIRE,
            "DROP POLICY conventions_interlocuteur_support_national ON conventions_interlocuteur",
        ),
    ]
