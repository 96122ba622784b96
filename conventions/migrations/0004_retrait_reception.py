from django.db import migrations, models

CAISSE = models.ForeignKey(
    on_delete=models.CASCADE,
    related_name="retraits_reception",
    to="conventions.caisse",
    verbose_name="caisse",
)
PARTENAIRE = models.ForeignKey(
    on_delete=models.CASCADE,
    related_name="retraits_reception",
    to="conventions.partenaire",
    verbose_name="partenaire",
)


class Migration(migrations.Migration):
    """The reception of documents is withdrawn by one caisse, no longer for all of them (ORG-03)."""

    dependencies = [("conventions", "0003_dernier_jour")]

    operations = [
        migrations.CreateModel(
            name="RetraitReception",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caisse", CAISSE),
                ("partenaire", PARTENAIRE),
            ],
            options={
                "verbose_name": "retrait de la réception de documents",
                "verbose_name_plural": "retraits de la réception de documents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("caisse", "partenaire"),
                        name="conventions_retrait_reception_unique",
                        violation_error_message="La réception est déjà retirée à ce partenaire.",
                    )
                ],
            },
        ),
    ]
