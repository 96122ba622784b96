from django.db import migrations


class Migration(migrations.Migration):
    """The table of the cache while Redis is away (Django's database cache expects these columns)."""

    dependencies = [("comptes", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE comptes_cache_repli (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX comptes_cache_repli_expires ON comptes_cache_repli (expires);
            """,
            "DROP TABLE comptes_cache_repli;",
        ),
    ]
