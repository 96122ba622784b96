"""Demandes about the same person: to the author its structure's only, to an agent its caisse's (DEM-15, NOV-07)."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, IntegerField, Q, Value, When

from espace_partenaires.comptes.acteur import Acteur
from signalements.models import Demande, LienDemandes
from signalements.rules.doublons import IdentitePliee, identite_pliee, identite_saisie

_MONTREES: Final = 20


def doublons_du_partenaire(acteur: Acteur, demande: Demande) -> list[Demande]:
    """Return the structure's demandes of the same kind, still open, for the person of this draft.

    The structure is the first column of the index that is read: what another one has open is not even
    passed over, so neither the answer nor its time says anything of it.

    Args:
        acteur: the author.
        demande: the draft; its person is read in ``saisie``.

    Returns:
        The latest first, twenty at most; none while the person is not known.

    Exigence: DEM-15, NOV-07, HAB-17 (P)
    """
    personne = identite_saisie(demande.saisie)
    if personne is None:
        return []
    visibles = Demande.objects.visibles_par(acteur).filter(partenaire_id=demande.partenaire_id)
    memes = visibles.filter(_de(personne), nature=demande.nature).ouvertes()
    jointes = memes.exclude(pk=demande.pk).select_related("caisse", "motif")
    return list(jointes.order_by("-transmise_le", "-id")[:_MONTREES])


@dataclass(frozen=True, slots=True)
class AutreDemande:
    """Another demande shown to an agent beside one: probably about the same person, or linked by hand."""

    demande: Demande
    liee: bool


def autres_demandes(acteur: Acteur, demande: Demande) -> list[AutreDemande]:
    """Return the caisse's demandes about the same person, whatever structure or kind, and those linked to it.

    Args:
        acteur: an instructeur or superviseur, in whose scope the demande is.
        demande: a transmitted demande.

    Returns:
        The open ones first, then the latest; twenty at most.

    Exigence: DEM-15, NOV-07, HAB-17 (P)
    """
    liees = cles_liees(demande)
    personne = identite_pliee(demande.nom, demande.prenom, demande.date_naissance)
    # One caisse, even for an agent who would have several: what is linked stays in one place.
    visibles = Demande.objects.visibles_par(acteur).filter(caisse_id=demande.caisse_id)
    retenues = Q(pk__in=liees)
    if personne is not None:
        retenues |= _de(personne)
    lues = visibles.filter(retenues).exclude(pk=demande.pk)
    # What each line says in a few words: the motif, or the frames of a signalement.
    lues = lues.select_related("partenaire", "motif", "details_mas")
    rang = Case(When(Q(close_le__isnull=True), then=Value(0)), default=Value(1), output_field=IntegerField())
    ordonnees = lues.prefetch_related("evenements").order_by(rang, "-transmise_le", "-id")[:_MONTREES]
    return [AutreDemande(autre, autre.pk in liees) for autre in ordonnees]


def cles_liees(demande: Demande) -> set[int]:
    """Return the keys of the demandes that an agent linked to this one."""
    liens = LienDemandes.objects.filter(Q(premiere=demande) | Q(seconde=demande))
    paires = liens.values_list("premiere_id", "seconde_id")
    return {cle for paire in paires for cle in paire} - {demande.pk}


def _de(personne: IdentitePliee) -> Q:
    return Q(
        nom_plie=personne.nom_plie,
        prenom_plie=personne.prenom_plie,
        date_naissance=personne.date_naissance,
    )
