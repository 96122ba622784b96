from django.db import migrations, models


class Migration(migrations.Migration):
    """Each party's agreement to an end is a fact of its own (CONV-05)."""

    dependencies = [
        ("conventions", "0011_support_national"),
    ]

    operations = [
        migrations.AlterField(
            model_name="evenementconvention",
            name="nature",
            field=models.CharField(
                choices=[
                    ("mise_en_signature", "Mise en signature"),
                    ("signature", "Signature d’une partie"),
                    ("abandon", "Abandon"),
                    ("courrier_envoye", "Lettre recommandée envoyée"),
                    ("courrier_recu", "Lettre recommandée reçue"),
                    ("mise_en_demeure", "Mise en demeure"),
                    ("reparation", "Manquement réparé"),
                    ("suspension", "Suspension pour force majeure"),
                    ("reprise", "Reprise des obligations"),
                    ("caducite", "Clauses devenues caduques"),
                    ("avenant", "Avenant en vigueur"),
                    ("accord_de_fin", "Accord d’une partie pour mettre fin"),
                    ("refus_de_reconduction", "Refus de la reconduction"),
                    ("renouvellement", "Renouvellement exprès"),
                    ("resiliation", "Résiliation"),
                    ("reconduction_constatee", "Reconduction tacite constatée"),
                    ("fin_constatee", "Fin constatée"),
                ],
                max_length=30,
                verbose_name="nature",
            ),
        ),
    ]
