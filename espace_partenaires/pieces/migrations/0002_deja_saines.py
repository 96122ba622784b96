from django.db import migrations, models


class Migration(migrations.Migration):
    """A content already found clean is found again at once (same digest, same signatures)."""

    dependencies = [("pieces", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="piecejointe",
            index=models.Index(
                condition=models.Q(("etat", "saine")), fields=["sha256"], name="pieces_deja_saines"
            ),
        ),
    ]
