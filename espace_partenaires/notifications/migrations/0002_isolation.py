from django.db import migrations

# A mail waiting to leave may hold a one-time link: the web role writes it and never reads it back.
ISOLATION = """
ALTER TABLE notifications_courriel ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_courriel FORCE ROW LEVEL SECURITY;
CREATE POLICY notifications_courriel_proprietaire ON notifications_courriel TO CURRENT_USER
    USING (true) WITH CHECK (true);
CREATE POLICY notifications_courriel_taches ON notifications_courriel TO portail_taches
    USING (true) WITH CHECK (true);
CREATE POLICY notifications_courriel_web ON notifications_courriel FOR INSERT TO portail_web WITH CHECK (true);
"""

SANS_ISOLATION = """
DROP POLICY notifications_courriel_web ON notifications_courriel;
DROP POLICY notifications_courriel_taches ON notifications_courriel;
DROP POLICY notifications_courriel_proprietaire ON notifications_courriel;
ALTER TABLE notifications_courriel NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notifications_courriel DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """The outbox cannot be read by whoever writes into it."""

    dependencies = [("notifications", "0001_initial"), ("isolation", "0001_fonctions")]

    operations = [migrations.RunSQL(ISOLATION, SANS_ISOLATION)]
