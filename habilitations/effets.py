"""What the end of a convention closes here: active accounts and pending invitations (CONV-14, NOV-02)."""

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db.models import Count, QuerySet
from django.utils import timezone

from conventions.effets import Consequence
from conventions.rules.droits import EffetSurUnLien
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation

CLE: Final = "comptes"
# Words for one and for several, by profile, then by what becomes of them.
_COMPTES: Final = {
    Profil.GESTIONNAIRE.value: ("compte de gestionnaire", "comptes de gestionnaire"),
    Profil.TECHNICIEN.value: ("compte de technicien", "comptes de technicien"),
}
_INVITATIONS: Final = {
    Profil.GESTIONNAIRE.value: ("invitation de gestionnaire", "invitations de gestionnaire"),
    Profil.TECHNICIEN.value: ("invitation de technicien", "invitations de technicien"),
}
_ISSUES: Final = {
    (EtatHabilitation.ACTIVE.value, True): ("inactivé", "inactivés"),
    (EtatHabilitation.ACTIVE.value, False): ("gardé", "gardés"),
    (EtatHabilitation.INVITEE.value, True): ("sans effet", "sans effet"),
    (EtatHabilitation.INVITEE.value, False): ("gardée", "gardées"),
}


def compter_les_comptes(
    _acteur: Acteur, effets: Collection[EffetSurUnLien]
) -> dict[tuple[int, int], list[Consequence]]:
    """Count accounts and invitations of the partenaires whose access closes, by profile; one query.

    They close when no caisse remains; otherwise they stay active, without the access to that caisse.

    Exigence: NOV-02, CONV-14 (S1u 2.2.3)
    """
    lignes = (
        Habilitation.objects.filter(partenaire_id__in={effet.partenaire for effet in effets})
        .vivantes(timezone.now())
        .values("partenaire_id", "profil", "etat")
        .annotate(nombre=Count("pk"))
        .order_by("etat", "profil")
    )
    par_partenaire: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    for ligne in lignes:
        par_partenaire[ligne["partenaire_id"]].append((ligne["profil"], ligne["etat"], ligne["nombre"]))
    return {
        (effet.caisse, effet.partenaire): [
            _compte(profil, etat, nombre, ferme=effet.dernier)
            for profil, etat, nombre in par_partenaire[effet.partenaire]
        ]
        for effet in effets
        if effet.partenaire in par_partenaire
    }


def _compte(profil: str, etat: str, nombre: int, *, ferme: bool) -> Consequence:
    noms = (_COMPTES if etat == EtatHabilitation.ACTIVE else _INVITATIONS)[profil]
    issues = _ISSUES[etat, ferme]
    return Consequence(
        cle=f"{CLE}.{profil}.{etat}.{'fermes' if ferme else 'gardes'}",
        un=f"{noms[0]} {issues[0]}",
        plusieurs=f"{noms[1]} {issues[1]}",
        nombre=nombre,
        perdu=ferme,
        par_partenaire=True,
    )


def gestionnaires_actifs(partenaire_id: int) -> "QuerySet[Utilisateur]":
    """Return the accounts of the active gestionnaires of a partenaire."""
    return Utilisateur.objects.filter(
        habilitation__partenaire_id=partenaire_id,
        habilitation__profil=Profil.GESTIONNAIRE,
        habilitation__etat=EtatHabilitation.ACTIVE,
        is_active=True,
    ).order_by("pk")
