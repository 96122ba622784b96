from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

VISIBLE = """
    auteur_id = (SELECT portail_acteur())
    OR (
        (SELECT portail_profil()) = 'agent'
        AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    )
    OR (
        (SELECT portail_profil()) = 'technicien'
        AND partenaire_id = (SELECT portail_partenaire())
    )
"""


class Migration(migrations.Migration):
    """Row-level security: the same rule as ``visibles_par``, held by PostgreSQL (HAB-17, DOC-02)."""

    dependencies = [("pieces", "0002_deja_saines"), ("isolation", "0001_fonctions")]

    operations = [ActiverIsolation(table="pieces_piecejointe", condition=VISIBLE)]
