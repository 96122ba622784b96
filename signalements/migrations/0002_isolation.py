from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

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
    AND (etat <> 'brouillon' OR auteur_id = (SELECT portail_acteur()))
"""
# What belongs to a demande is reached through it: PostgreSQL applies the demande's own policy inside.
SA_DEMANDE = "EXISTS (SELECT 1 FROM signalements_demande d WHERE d.id = demande_id)"


class Migration(migrations.Migration):
    """Row-level security: the same rule as ``visibles_par``, held by PostgreSQL (HAB-17)."""

    dependencies = [("signalements", "0001_initial"), ("isolation", "0001_fonctions")]

    operations = [
        ActiverIsolation(table="signalements_demande", condition=f"({AGENT}) OR ({TECHNICIEN})"),
        ActiverIsolation(table="signalements_evenementdemande", condition=SA_DEMANDE),
        ActiverIsolation(table="signalements_detailsmas", condition=SA_DEMANDE),
        ActiverIsolation(table="signalements_consentement", condition=SA_DEMANDE),
        ActiverIsolation(table="signalements_message", condition=SA_DEMANDE),
        ActiverIsolation(
            table="signalements_noteinterne",
            condition=f"(SELECT portail_profil()) = 'agent' AND {SA_DEMANDE}",
        ),
        ActiverIsolation(table="signalements_piecedemande", condition=SA_DEMANDE),
    ]
