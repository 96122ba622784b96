import django.contrib.postgres.fields
from django.db import migrations, models

SERVICES = [
    ("contact", "Contacter votre organisme d’assurance Maladie"),
    ("etude", "Soumettre une demande d’étude de dossier"),
    ("signalement", "Signaler une situation de difficultés d’accès aux droits et aux soins d’un assuré"),
    ("rendez_vous", "Demander un rendez-vous pour un assuré"),
    ("document", "Demander un document"),
    ("historique", "Historique des demandes"),
]


class Migration(migrations.Migration):
    """The labels of the services with typographic apostrophes: words of choices only, no column changes (UX-01)."""

    dependencies = [("conventions", "0021_consentement_avec_une_caf")]

    operations = [
        migrations.AlterField(
            model_name="activationservice",
            name="service",
            field=models.CharField(choices=SERVICES, max_length=20, verbose_name="service"),
        ),
        migrations.AlterField(
            model_name="canaldesecours",
            name="service",
            field=models.CharField(choices=SERVICES, max_length=20, verbose_name="service"),
        ),
        migrations.AlterField(
            model_name="modele",
            name="services_par_defaut",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=SERVICES, max_length=20),
                default=list,
                size=None,
                verbose_name="services ouverts par défaut",
            ),
        ),
    ]
