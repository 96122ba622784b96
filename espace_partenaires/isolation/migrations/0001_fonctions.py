from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from espace_partenaires.isolation.operations import FONCTIONS_DE_PORTEE


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FONCTIONS_DE_PORTEE, migrations.RunSQL.noop),
    ]
