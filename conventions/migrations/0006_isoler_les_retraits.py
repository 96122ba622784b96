from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

# The scope of a request is not computed from these rows, unlike the other tables of this app.
SA_CAISSE = """
    caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    AND (
        (
            (SELECT portail_profil()) = 'agent'
            AND (SELECT portail_a_role('instructeur', 'gestionnaire_conventions', 'superviseur', 'dpo'))
        )
        OR (
            (SELECT portail_profil()) IN ('gestionnaire', 'technicien')
            AND partenaire_id = (SELECT portail_partenaire())
        )
    )
"""


class Migration(migrations.Migration):
    """A caisse's withdrawals are its own and its partenaire's (HAB-17)."""

    dependencies = [("conventions", "0005_reception_par_caisse"), ("isolation", "0001_fonctions")]

    operations = [ActiverIsolation(table="conventions_retraitreception", condition=SA_CAISSE)]
