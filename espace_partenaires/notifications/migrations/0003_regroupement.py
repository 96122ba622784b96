from django.db import migrations, models


class Migration(migrations.Migration):
    """What a grouped mail shows of each message, and which group a message left with (UX-07)."""

    dependencies = [("notifications", "0002_isolation")]

    operations = [
        migrations.AddField(
            model_name="courriel",
            name="lien",
            field=models.CharField(blank=True, max_length=500, verbose_name="lien"),
        ),
        migrations.AddField(
            model_name="courriel",
            name="groupe",
            field=models.UUIDField(blank=True, null=True, verbose_name="envoyé avec d’autres sous ce numéro"),
        ),
        migrations.RemoveConstraint(model_name="courriel", name="notifications_corps_vide_apres_envoi"),
        migrations.AddConstraint(
            model_name="courriel",
            constraint=models.CheckConstraint(
                condition=~models.Q(etat="envoye") | models.Q(texte="", html="", lien="", envoye_le__isnull=False),
                name="notifications_corps_vide_apres_envoi",
                violation_error_message="Le texte d’un courriel est effacé dès son envoi.",
            ),
        ),
        migrations.AddIndex(
            model_name="courriel",
            index=models.Index(
                fields=["groupe"],
                name="notifications_groupes",
                condition=models.Q(groupe__isnull=False),
            ),
        ),
    ]
