"""Being in force on a day, from facts: the pure twin of the predicate that the database evaluates."""

from dataclasses import dataclass
from datetime import date

from conventions.enums import Nature, Reconduction
from conventions.rules.delais import dernier_jour


@dataclass(frozen=True, slots=True)
class AdhesionDatee:
    """Membership of a partenaire in a tête de réseau.

    Attributes:
        membre: key of the member.
        tete: key of the tête de réseau.
        debut: first day.
        fin: last day, or ``None`` while it lasts.
    """

    membre: int
    tete: int
    debut: date
    fin: date | None = None

    def couvre(self, le: date) -> bool:
        """Tell whether the membership runs on a day."""
        return self.debut <= le and (self.fin is None or le <= self.fin)


@dataclass(frozen=True, slots=True)
class FaitsConvention:
    """What being in force depends on, and nothing else.

    Attributes:
        nature: ``Nature``.
        reconduction: ``Reconduction``; ``parente`` reads the term of the métier convention.
        signatures: one per party, ``None`` while it has not signed.
        duree_mois: length of the term in months; ``None`` when there is none of its own.
        terme_fixe: last day of the term that the last renewal or avenant fixed, if any did.
        refus: last days given by a refusal of renewal.
        resiliations: last days given by a résiliation.
        partenaires: keys of the partenaires that are parties.
        abandonnee: given up before it was signed.
        parente: the métier convention that an utilisation leans on.
        adhesions: memberships of the partenaires, for an utilisation.
    """

    nature: str
    reconduction: str
    signatures: tuple[date | None, ...]
    duree_mois: int | None = None
    terme_fixe: date | None = None
    refus: tuple[date, ...] = ()
    resiliations: tuple[date, ...] = ()
    partenaires: frozenset[int] = frozenset()
    abandonnee: bool = False
    parente: "FaitsConvention | None" = None
    adhesions: tuple[AdhesionDatee, ...] = ()


def debut(faits: FaitsConvention) -> date | None:
    """Return the first day in force: that of the last signature; ``None`` while one is missing.

    Args:
        faits: the convention.

    Exigence: CONV-01 (S1u 8.1, S0 14.1)
    """
    posees = [signature for signature in faits.signatures if signature is not None]
    if not posees or faits.abandonnee or len(posees) < len(faits.signatures):
        return None
    return max(posees)


def fin_certaine(faits: FaitsConvention) -> date | None:
    """Return the last day in force, or ``None`` while no end is certain.

    A tacit renewal runs until it is refused; an express term ends unless it was renewed; a résiliation ends on
    its date; an utilisation ends with its métier convention.

    Args:
        faits: the convention.

    Exigence: CONV-04, CONV-05, CONV-06 (S0 14.1, 14.4, S1u 8.1, 8.2)
    """
    fins = [*faits.refus, *faits.resiliations]
    commence = debut(faits)
    if faits.reconduction == Reconduction.EXPRESSE and commence:
        terme = faits.terme_fixe or (dernier_jour(commence, faits.duree_mois) if faits.duree_mois else None)
        fins += [terme] if terme else []
    if faits.nature == Nature.UTILISATION and faits.parente:
        fin_de_la_metier = fin_certaine(faits.parente)
        fins += [fin_de_la_metier] if fin_de_la_metier else []
    return min(fins, default=None)


def est_en_vigueur(faits: FaitsConvention, le: date) -> bool:
    """Tell whether a convention is in force on a day; its last day counts.

    An utilisation also needs, that day, its métier convention in force and each of its partenaires either party
    to it or member of a tête de réseau that is.

    Args:
        faits: the convention.
        le: the day, in the caisse's time zone.

    Exigence: CONV-01, CONV-04, CONV-06, CONV-14, CONV-20 (S1u preamble, 2.2.3, 8.1, 8.2)
    """
    commence = debut(faits)
    if commence is None or le < commence:
        return False
    if faits.reconduction == Reconduction.EXPRESSE and not (faits.duree_mois or faits.terme_fixe):
        # Without a duration an express term is unknown, so past.
        return False
    fin = fin_certaine(faits)
    if fin is not None and fin < le:
        return False
    return faits.nature != Nature.UTILISATION or _metier_en_vigueur(faits, le)


def _metier_en_vigueur(faits: FaitsConvention, le: date) -> bool:
    """Tell whether the métier convention runs that day and covers every partenaire of the utilisation."""
    metier = faits.parente
    if metier is None or metier.nature != Nature.METIER or not est_en_vigueur(metier, le):
        return False
    couverts = metier.partenaires | {
        adhesion.membre
        for adhesion in faits.adhesions
        if adhesion.tete in metier.partenaires and adhesion.couvre(le)
    }
    return faits.partenaires <= couverts
