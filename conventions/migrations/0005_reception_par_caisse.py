from django.db import migrations, models

# Nobody knows which caisse had withdrawn it: it stays withdrawn for each that a convention ties, fail closed.
REPRENDRE = """
INSERT INTO conventions_retraitreception (caisse_id, partenaire_id)
SELECT DISTINCT organisme.caisse_id, structure.partenaire_id
FROM conventions_partenaire p
JOIN conventions_partie structure ON structure.partenaire_id = p.id
JOIN conventions_partie organisme ON organisme.convention_id = structure.convention_id
WHERE p.reception_documents_retiree AND organisme.caisse_id IS NOT NULL;
"""
RENDRE = """
UPDATE conventions_partenaire p SET reception_documents_retiree = true
WHERE EXISTS (SELECT 1 FROM conventions_retraitreception r WHERE r.partenaire_id = p.id);
"""


class Migration(migrations.Migration):
    """Take over the flag that all caisses shared, then drop it (ORG-03)."""

    dependencies = [("conventions", "0004_retrait_reception")]

    operations = [
        migrations.RunSQL(REPRENDRE, RENDRE),
        migrations.RemoveField(model_name="partenaire", name="reception_documents_retiree"),
    ]
