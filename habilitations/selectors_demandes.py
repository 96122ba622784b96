"""What screens and services read of the requests about gestionnaires."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from habilitations.enums import EtatDemandeHabilitation, EtatHabilitation, NatureDemande
from habilitations.models import DemandeHabilitation, Habilitation
from habilitations.models.demande import EN_COURS
from habilitations.querysets import DemandeHabilitationQuerySet, HabilitationQuerySet
from habilitations.rules.demandes import places_a_demander
from habilitations.selectors import effectif, places

PAR_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class PageDeDemandes:
    """A page of requests, with the cursor of the next one."""

    lignes: list[DemandeHabilitation]
    suivant: str


def autres_gestionnaires(partenaire_id: int, sauf: int) -> HabilitationQuerySet:
    """Return the active gestionnaires of a partenaire, one habilitation aside."""
    return Habilitation.objects.filter(
        partenaire_id=partenaire_id, profil=Profil.GESTIONNAIRE, etat=EtatHabilitation.ACTIVE
    ).exclude(pk=sauf)


def avec_releve() -> Exists:
    """Tell, of each request, whether another gestionnaire of the structure is active: the account may end (HAB-10)."""
    return Exists(
        Habilitation.objects.filter(
            partenaire=OuterRef("partenaire"), profil=Profil.GESTIONNAIRE, etat=EtatHabilitation.ACTIVE
        ).exclude(pk=OuterRef("habilitation"))
    )


def places_demandables(partenaire_id: int, maintenant: datetime) -> int:
    """Count the gestionnaires that a partenaire may still ask for.

    Args:
        partenaire_id: the partenaire.
        maintenant: the moment.

    Exigence: HAB-03, HAB-04 (S1u 2.2.1)
    """
    membres = effectif(partenaire_id, maintenant)
    libres = places(partenaire_id, membres, maintenant)[Profil.GESTIONNAIRE].libres
    siennes = DemandeHabilitation.objects.filter(partenaire_id=partenaire_id)
    departs = siennes.filter(
        nature=NatureDemande.INACTIVER, etat__in=EN_COURS, habilitation__etat=EtatHabilitation.ACTIVE
    )
    attentes = siennes.filter(nature=NatureDemande.HABILITER, etat=EtatDemandeHabilitation.EN_ATTENTE)
    return places_a_demander(libres, departs.count(), attentes.count())


def releve_possible(
    acteur: Acteur, cible: Habilitation, maintenant: datetime
) -> tuple[list[Habilitation], list[DemandeHabilitation]]:
    """Return who may take over from a gestionnaire: accounts active or invited, then requests that wait.

    Args:
        acteur: a gestionnaire of the structure.
        cible: the account to inactivate.
        maintenant: the moment.

    Exigence: HAB-10 (S1u 2.2.3)
    """
    comptes = (
        Habilitation.objects.visibles_par(acteur)
        .vivantes(maintenant)
        .filter(partenaire=cible.partenaire_id, profil=Profil.GESTIONNAIRE)
        .exclude(pk=cible.pk)
        .select_related("utilisateur")
        .order_by("utilisateur__nom", "pk")
    )
    demandes = (
        DemandeHabilitation.objects.visibles_par(acteur)
        .filter(
            partenaire=cible.partenaire_id,
            nature=NatureDemande.HABILITER,
            etat=EtatDemandeHabilitation.EN_ATTENTE,
        )
        .order_by("nom", "pk")
    )
    return list(comptes), list(demandes)


def _avec_tout(demandes: DemandeHabilitationQuerySet) -> DemandeHabilitationQuerySet:
    completes: DemandeHabilitationQuerySet = demandes.select_related(
        "caisse",
        "partenaire",
        "habilitation__utilisateur",
        "successeur__utilisateur",
        "demande_du_successeur",
    ).annotate(releve=avec_releve())
    return completes


def lire_demandes(acteur: Acteur, curseur: str = "") -> PageDeDemandes:
    """Return the requests the actor may read, the newest first.

    Args:
        acteur: a gestionnaire of the structure, or an agent of the caisse.
        curseur: what ``suivant`` said; an unknown one starts the list again.

    Exigence: HAB-09, HAB-17
    """
    return page_de(DemandeHabilitation.objects.visibles_par(acteur), curseur)


def page_de(visibles: DemandeHabilitationQuerySet, curseur: str) -> PageDeDemandes:
    """Return one page of these rows, the newest first; the cost of a page is constant."""
    lignes, repere = visibles, _repere(visibles, curseur)
    if repere is not None:
        lignes = visibles.filter(
            Q(demandee_le__lt=repere.demandee_le) | Q(demandee_le=repere.demandee_le, pk__lt=repere.pk)
        )
    trouvees = list(_avec_tout(lignes).order_by("-demandee_le", "-pk")[: PAR_PAGE + 1])
    page = trouvees[:PAR_PAGE]
    return PageDeDemandes(page, str(page[-1].cle) if len(trouvees) > PAR_PAGE else "")


def _repere(visibles: DemandeHabilitationQuerySet, curseur: str) -> DemandeHabilitation | None:
    try:
        return visibles.filter(cle=uuid.UUID(curseur)).first()
    except ValueError:
        return None


def demandes_par_numeros(acteur: Acteur, numeros: list[int]) -> list[DemandeHabilitation]:
    """Return these requests with all that a line shows, in the order given; two queries at most."""
    trouvees = _avec_tout(DemandeHabilitation.objects.visibles_par(acteur).filter(pk__in=numeros))
    par_numero = {demande.pk: demande for demande in trouvees}
    return [par_numero[numero] for numero in numeros if numero in par_numero]


def lire_demande(acteur: Acteur, cle: uuid.UUID) -> DemandeHabilitation:
    """Return one request with all that its page shows.

    Raises:
        HorsPortee: when the actor does not see it, or when it does not exist.
    """
    trouvee = DemandeHabilitation.objects.atteindre(acteur, cle)
    demande: DemandeHabilitation = _avec_tout(DemandeHabilitation.objects.visibles_par(acteur)).get(
        pk=trouvee.pk
    )
    return demande
