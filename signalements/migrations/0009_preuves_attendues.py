from django.db import migrations, models


class Migration(migrations.Migration):
    """The proofs of consent that were asked for are found without reading every fact (DEM-16)."""

    dependencies = [("signalements", "0008_remplacants")]

    operations = [
        migrations.AddIndex(
            model_name="evenementdemande",
            index=models.Index(
                condition=models.Q(("nature__in", ["preuve_demandee", "preuve_fournie"])),
                fields=["demande"],
                name="signalements_preuves",
            ),
        ),
    ]
