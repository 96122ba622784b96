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

    dependencies = [("signalements", "0009_preuves_attendues")]

    operations = [
        migrations.AlterField(
            model_name="demande",
            name="nature",
            field=models.CharField(choices=SERVICES, max_length=20, verbose_name="nature"),
        ),
        migrations.AlterField(
            model_name="modelereponse",
            name="nature",
            field=models.CharField(
                blank=True, choices=SERVICES, max_length=20, verbose_name="pour ce service seulement"
            ),
        ),
        migrations.AlterField(
            model_name="motif",
            name="nature",
            field=models.CharField(choices=SERVICES, max_length=20, verbose_name="service"),
        ),
    ]
