"""Which agents of a caisse follow a partenaire: told first, « suivis par moi »; no wider right (HAB-16)."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction

from conventions.annuaire import agents_de
from conventions.enums import Nature
from conventions.models import Caisse, Partenaire
from conventions.permissions import peut_regler_suivi
from conventions.selectors import liens_signes
from conventions.services.droits import nom_du_groupe_de_suivi, preparer_groupe_de_suivi
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner


@transaction.atomic
def designer_les_suiveurs(
    *,
    acteur: Acteur,
    caisse: Caisse,
    partenaire: Partenaire,
    agents: Collection[int],
) -> int:
    """Say which agents of a caisse follow a partenaire, and nobody else; safe to run twice.

    Without any, the group goes: a partenaire that nobody follows costs no row.

    Args:
        acteur: a superviseur or gestionnaire de conventions of the caisse.
        caisse: its caisse.
        partenaire: a partenaire that signed a convention d'utilisation with it.
        agents: the accounts of the agents who follow it from now on.

    Returns:
        How many agents follow it.

    Raises:
        HorsPortee: when the actor may not settle it, or does not see the partenaire.
        RegleMetierRefusee: ``agent_inconnu`` for an account that is no active agent of this caisse.

    Exigence: HAB-16 (card)
    """
    verrouille = (
        Partenaire.objects.visibles_par(acteur)
        .select_for_update(no_key=True, of=("self",))
        .filter(pk=partenaire.pk)
        .first()
    )
    if verrouille is None:
        raise HorsPortee
    lies = liens_signes([caisse.pk], Nature.UTILISATION).filter(partenaire=verrouille.pk)
    exiger(autorise=peut_regler_suivi(acteur, caisse.pk) and lies.exists())
    choisis = frozenset(agents)
    if choisis - set(agents_de(caisse.pk).filter(pk__in=choisis).values_list("pk", flat=True)):
        raise RegleMetierRefusee(
            "agent_inconnu",
            "Un des agents choisis n’a plus de compte actif dans votre caisse. "
            "Rechargez la page : la liste est à jour.",
        )
    if _ecrire(caisse, verrouille, choisis):
        consigner(
            acteur=acteur,
            action="conventions.regler_suivi",
            objet=verrouille,
            caisse_id=caisse.pk,
            partenaire_id=verrouille.pk,
            details={"nombre": len(choisis)},
        )
    return len(choisis)


def _ecrire(caisse: Caisse, partenaire: Partenaire, choisis: frozenset[int]) -> bool:
    """Write the group; tell whether anything changed."""
    nom = nom_du_groupe_de_suivi(caisse.code, partenaire.numero)
    groupe = Group.objects.filter(name=nom).first()
    actuels = frozenset(groupe.user_set.values_list("pk", flat=True)) if groupe else frozenset()
    if actuels == choisis:
        return False
    if not choisis and groupe is not None:
        groupe.delete()
        return True
    preparer_groupe_de_suivi(caisse, partenaire).user_set.set(choisis)
    return True
