from django.db import migrations


class Migration(migrations.Migration):
    """The modèle of a Caf asks the person's agreement for every demande (S0 9)."""

    dependencies = [("conventions", "0020_modele_consentement_toujours")]

    operations = [
        migrations.RunSQL(
            "UPDATE conventions_modele SET consentement_toujours = true WHERE code = 'locale-caf'",
            migrations.RunSQL.noop,
        )
    ]
