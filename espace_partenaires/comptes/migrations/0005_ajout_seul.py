from django.db import migrations

# Present passwords count as chosen today: nobody is asked for another on the day of the installation.
REPRISE = """
INSERT INTO comptes_motdepassechoisi (utilisateur_id, condensat, choisi_le)
SELECT id, password, now() FROM comptes_utilisateur WHERE password <> '' AND password NOT LIKE '!%';
"""
ISOLATION = """
ALTER TABLE comptes_accesoublie ENABLE ROW LEVEL SECURITY;
ALTER TABLE comptes_accesoublie FORCE ROW LEVEL SECURITY;
CREATE POLICY comptes_accesoublie_proprietaire ON comptes_accesoublie TO CURRENT_USER
    USING (true) WITH CHECK (true);
CREATE POLICY comptes_accesoublie_taches ON comptes_accesoublie TO portail_taches USING (true) WITH CHECK (true);
CREATE POLICY comptes_accesoublie_web ON comptes_accesoublie FOR INSERT TO portail_web WITH CHECK (true);
"""
SANS_ISOLATION = """
DROP POLICY comptes_accesoublie_web ON comptes_accesoublie;
DROP POLICY comptes_accesoublie_taches ON comptes_accesoublie;
DROP POLICY comptes_accesoublie_proprietaire ON comptes_accesoublie;
ALTER TABLE comptes_accesoublie NO FORCE ROW LEVEL SECURITY;
ALTER TABLE comptes_accesoublie DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Passwords already chosen are remembered; forgotten accesses are added by the web, read by the workers."""

    dependencies = [("comptes", "0004_mots_de_passe_et_fins"), ("isolation", "0001_fonctions")]

    operations = [
        migrations.RunSQL(REPRISE, migrations.RunSQL.noop),
        migrations.RunSQL(ISOLATION, SANS_ISOLATION),
    ]
