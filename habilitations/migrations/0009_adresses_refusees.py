from django.db import migrations, models


class Migration(migrations.Migration):
    """Two more dated facts: an address refuses mail, an address is checked (UX-07)."""

    dependencies = [("habilitations", "0008_garde_fous_de_la_vie")]

    operations = [
        migrations.AlterField(
            model_name="evenementcompte",
            name="nature",
            field=models.CharField(
                choices=[
                    ("inactivation", "Compte inactivé"),
                    ("reactivation", "Compte réactivé"),
                    ("partenaire_prevenu", "Partenaire prévenu par courriel"),
                    ("modification", "Coordonnées modifiées"),
                    ("second_facteur_retire", "Second facteur retiré"),
                    ("averti_effacement", "Effacement annoncé"),
                    ("effacement", "Compte effacé"),
                    ("adresse_refusee", "Adresse refusée : un courriel n’a pas pu être remis"),
                    ("adresse_retablie", "Adresse de nouveau bonne"),
                ],
                max_length=30,
                verbose_name="nature",
            ),
        ),
        migrations.AddIndex(
            model_name="evenementcompte",
            index=models.Index(
                fields=["habilitation", "-id"],
                name="habilitations_refusees",
                condition=models.Q(nature="adresse_refusee"),
            ),
        ),
    ]
