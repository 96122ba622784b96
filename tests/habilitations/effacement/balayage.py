"""Reading a whole database and every stored file, for words that must not be there."""

from collections.abc import Collection

from django.db import connection
from psycopg import sql

from espace_partenaires.pieces.models import PieceJointe
from espace_partenaires.pieces.stockage import lire

_COLONNES = """
SELECT c.table_name, c.column_name, c.data_type
FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'inet')
ORDER BY c.table_name, c.column_name
"""


def colonnes_qui_disent(mots: Collection[str]) -> set[str]:
    """Return the columns « table.column » of every table where one of these words is, whatever its case."""
    trouvees = set()
    with connection.cursor() as curseur:
        curseur.execute(_COLONNES)
        for table, colonne, genre in curseur.fetchall():
            lecture = sql.SQL("encode({}, 'escape')" if genre == "bytea" else "{}::text")
            requete = sql.SQL("SELECT EXISTS (SELECT 1 FROM {} WHERE {} ILIKE ANY (%s))").format(
                sql.Identifier(table), lecture.format(sql.Identifier(colonne))
            )
            curseur.execute(requete, [[f"%{mot}%" for mot in mots]])
            if curseur.fetchone() == (True,):
                trouvees.add(f"{table}.{colonne}")
    return trouvees


def fichiers_qui_disent(mots: Collection[str]) -> list[str]:
    """Return the places of the stored files where one of these words is, in their bytes."""
    rangees = PieceJointe.objects.exclude(emplacement=None).exclude(emplacement="")
    places = [place for place in rangees.values_list("emplacement", flat=True) if place]
    assert places, "sans fichier, il n’y a rien à lire"
    return [place for place in places if any(mot.encode() in lire(place).lower() for mot in mots)]
