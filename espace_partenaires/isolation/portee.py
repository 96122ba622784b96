"""The scope of a transaction: what the policies of row-level security read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from espace_partenaires.comptes.acteur import Acteur


def poser_portee(acteur: Acteur | None) -> None:
    """Write the actor into the current transaction; it is gone with the transaction.

    Args:
        acteur: who acts; ``None`` (nobody signed in) reaches no protected row.
    """
    valeurs = ("", "", "", "", "")
    if acteur is not None:
        valeurs = (
            str(acteur.utilisateur_id),
            acteur.profil,
            ",".join(sorted(acteur.roles)),
            ",".join(str(identifiant) for identifiant in sorted(acteur.caisse_ids)),
            str(acteur.partenaire_id or ""),
        )
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT set_config('portail.acteur', %s, true), set_config('portail.profil', %s, true),"
            " set_config('portail.roles', %s, true), set_config('portail.caisses', %s, true),"
            " set_config('portail.partenaire', %s, true)",
            valeurs,
        )


@contextmanager
def portee(acteur: Acteur | None) -> Iterator[None]:
    """Open a transaction that carries the scope of an actor (commands, tests)."""
    with transaction.atomic():
        poser_portee(acteur)
        yield
