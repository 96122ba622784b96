from django.db import migrations, models


class Migration(migrations.Migration):
    """A request to use a name or a study may be withdrawn before it is answered (CONV-23)."""

    dependencies = [("conventions", "0009_referents_nationaux")]

    operations = [
        migrations.AlterField(
            model_name="demandeusage",
            name="reponse",
            field=models.CharField(
                choices=[
                    ("attente", "En attente"),
                    ("accord", "Accord"),
                    ("refus", "Refus"),
                    ("informee", "Informée, sans réponse attendue"),
                    ("retiree", "Retirée avant réponse"),
                ],
                default="attente",
                max_length=10,
                verbose_name="réponse",
            ),
        ),
    ]
