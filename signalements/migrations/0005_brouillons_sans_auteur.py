from django.db import migrations

AGENT = """
    etat <> 'brouillon'
    AND (SELECT portail_profil()) = 'agent'
    AND (SELECT portail_a_role('instructeur', 'superviseur'))
    AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
"""
TECHNICIEN = """
    (SELECT portail_profil()) = 'technicien'
    AND partenaire_id = (SELECT portail_partenaire())
    AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    AND (etat <> 'brouillon' OR auteur_id = (SELECT portail_acteur()){orphelins})
"""
ORPHELINS = """
    OR EXISTS (SELECT 1 FROM comptes_utilisateur u WHERE u.id = auteur_id AND NOT u.is_active)
"""


def _politique(orphelins: str) -> str:
    condition = f"({AGENT}) OR ({TECHNICIEN.format(orphelins=orphelins)})"
    return (
        "ALTER POLICY signalements_demande_web ON signalements_demande "
        f"USING ({condition}) WITH CHECK ({condition});"
    )


class Migration(migrations.Migration):
    """The drafts of a technicien who left are read, and taken up, by its structure (HAB-11)."""

    dependencies = [("signalements", "0004_compte_des_ouvertes"), ("comptes", "0001_initial")]

    operations = [migrations.RunSQL(_politique(ORPHELINS), _politique(""))]
