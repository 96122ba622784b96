from django.db import migrations

DE_LA_CAISSE = "caisse_id = ANY ((SELECT portail_caisses())::bigint[])"
VISIBLE = f"""
    {DE_LA_CAISSE}
    AND (
        auteur_id = (SELECT portail_acteur())
        OR (
            (SELECT portail_profil()) = 'agent'
            AND (SELECT portail_a_role('instructeur', 'superviseur'))
        )
        OR (
            (SELECT portail_profil()) = 'technicien'
            AND partenaire_id = (SELECT portail_partenaire())
        )
    )
"""
# What 0003 held, to walk back.
PLUS_LARGE = f"""
    auteur_id = (SELECT portail_acteur())
    OR ((SELECT portail_profil()) = 'agent' AND {DE_LA_CAISSE})
    OR ((SELECT portail_profil()) = 'technicien' AND partenaire_id = (SELECT portail_partenaire()))
"""


def _politique(condition: str) -> str:
    return (
        "ALTER POLICY pieces_piecejointe_web ON pieces_piecejointe "
        f"USING ({condition}) WITH CHECK ({condition});"
    )


class Migration(migrations.Migration):
    """Files are reached no wider than demandes: the caisse of today, and the role (HAB-17, DOC-02)."""

    dependencies = [("pieces", "0003_isolation")]

    operations = [migrations.RunSQL(_politique(VISIBLE), _politique(PLUS_LARGE))]
