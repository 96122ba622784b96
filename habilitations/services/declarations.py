"""The public form of somebody locked out: one row, taken up by a worker; nothing tells who exists (HAB-12, SEC-01)."""

import logging
import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from conventions.models import Caisse
from conventions.selectors import jour_de_la_caisse
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee, exiger
from espace_partenaires.journal.services import consigner
from espace_partenaires.queueing import reveiller
from habilitations.enums import EtatHabilitation, OrigineIncident
from habilitations.models import DeclarationPublique, Habilitation, Incident
from habilitations.rules.incidents import ARTICLE_ACCES, FENETRE_DES_REPETITIONS, se_repete
from habilitations.selectors import caisses_signataires
from habilitations.selectors_incidents import caisse_de_suivi
from habilitations.services.alertes_incidents import accuser_reception, ecrire_au_titulaire, faire_alerter

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was typed on the public form.

    Attributes:
        nature: code of ``NatureIncident``.
        constate_le: the day somebody noticed.
        identifiant: that of the account, if known.
        structure: name of the structure.
        nom: who writes.
        courriel: where the acknowledgement goes.
        telephone: where the caisse calls back.
        recit: what happened.
    """

    nature: str
    constate_le: date
    identifiant: str
    structure: str
    nom: str
    courriel: str
    telephone: str
    recit: str


@transaction.atomic
def declarer(
    *,
    acteur: Acteur | None,
    code_caisse: str,
    declaration: Declaration,
    maintenant: datetime | None = None,
) -> None:
    """Keep what was typed and wake a worker; no account is looked for here.

    Args:
        acteur: nobody: whoever is signed in is not asked either.
        code_caisse: the caisse chosen.
        declaration: what was typed.
        maintenant: the moment.

    Raises:
        HorsPortee: for a caisse that does not exist.
        RegleMetierRefusee: ``nir`` or ``date_future``.

    Exigence: HAB-12, SEC-01 (S1u 4.1)
    """
    maintenant = maintenant or timezone.now()
    caisse = Caisse.objects.filter(code=code_caisse).first()
    if caisse is None:
        raise HorsPortee
    refuser_un_nir(
        declaration.identifiant,
        declaration.structure,
        declaration.nom,
        declaration.telephone,
        declaration.courriel,
        declaration.recit,
    )
    if declaration.constate_le > jour_de_la_caisse(caisse, maintenant):
        raise RegleMetierRefusee("date_future", "Cette date n’est pas encore passée.", ARTICLE_ACCES)
    ligne = DeclarationPublique(caisse=caisse, declaree_le=maintenant, **asdict(declaration))
    ligne.save(force_insert=True)
    consigner(acteur=acteur, action="habilitations.compromission_declaree", caisse_id=caisse.pk)
    reveiller("habilitations.reprendre_declarations", declaration_id=str(ligne.pk))


def reprendre_tout() -> None:
    """Take up every public report that waits; one that fails is logged and keeps none of the others waiting.

    Exigence: HAB-12, SEC-02
    """
    for numero in DeclarationPublique.objects.order_by("declaree_le").values_list("pk", flat=True):
        try:
            reprendre_declaration(declaration_id=numero)
        except (ValueError, DatabaseError) as erreur:
            # The message of the database may repeat what somebody typed: only the kind of fault is said.
            logger.warning("a public report could not be taken up: %s", type(erreur).__name__)


@transaction.atomic
def reprendre_declaration(*, acteur: Acteur = ACTEUR_SYSTEME, declaration_id: uuid.UUID) -> Incident | None:
    """Make the report of the caisse out of a public one, then delete it; nothing is closed by itself.

    A report that repeats one of the last hour, word for word, is deleted without another mail. Safe to run twice.

    Args:
        acteur: the system.
        declaration_id: the public report.

    Returns:
        The report of the caisse; ``None`` when another worker has taken it, or when it repeats another one.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-12, SEC-01 (S1u 4.1)
    """
    exiger(autorise=acteur.a_role("systeme"))
    declaration = (
        DeclarationPublique.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("caisse")
        .filter(pk=declaration_id)
        .first()
    )
    if declaration is None:
        return None
    habilitation = _compte_de(declaration.identifiant)
    caisse = _caisse_qui_suit(declaration.caisse, habilitation, declaration.declaree_le)
    # Of two workers, the second looks for repetitions once the first has written.
    Caisse.objects.select_for_update(no_key=True).get(pk=caisse.pk)
    incident = None
    if not _deja_dit(declaration, caisse):
        incident = _ouvrir(acteur, declaration, caisse, habilitation)
    declaration.delete()
    return incident


def _compte_de(identifiant: str) -> Habilitation | None:
    """Return the account of this identifier, if a caisse is bound to it."""
    habilitation = (
        Habilitation.objects.select_related("utilisateur", "partenaire")
        .filter(utilisateur__identifiant=identifiant.strip().lower())
        .filter(etat__in=(EtatHabilitation.ACTIVE, EtatHabilitation.INACTIVE, EtatHabilitation.INVITEE))
        .first()
    )
    if habilitation is None or not caisses_signataires(habilitation.partenaire_id):
        return None
    return habilitation


def _caisse_qui_suit(choisie: Caisse, habilitation: Habilitation | None, le: datetime) -> Caisse:
    """Return the caisse chosen, unless the account is bound to others only: then one of them."""
    if habilitation is None or choisie.pk in caisses_signataires(habilitation.partenaire_id):
        return choisie
    return caisse_de_suivi(habilitation.partenaire_id, le) or choisie


def _deja_dit(declaration: DeclarationPublique, caisse: Caisse) -> bool:
    semblable = (
        Incident.objects.filter(
            origine=OrigineIncident.PUBLIQUE,
            caisse=caisse,
            nature=declaration.nature,
            constate_le=declaration.constate_le,
            identifiant__iexact=declaration.identifiant,
            structure__iexact=declaration.structure,
            nom__iexact=declaration.nom,
            courriel__iexact=declaration.courriel,
            telephone=declaration.telephone,
            recit=declaration.recit,
            declare_le__gt=declaration.declaree_le - FENETRE_DES_REPETITIONS,
        )
        .order_by("-declare_le")
        .first()
    )
    return semblable is not None and se_repete(semblable.declare_le, declaration.declaree_le)


def _ouvrir(
    acteur: Acteur, declaration: DeclarationPublique, caisse: Caisse, habilitation: Habilitation | None
) -> Incident:
    incident = Incident.objects.create(
        caisse=caisse,
        partenaire=habilitation.partenaire if habilitation else None,
        habilitation=habilitation,
        nature=declaration.nature,
        origine=OrigineIncident.PUBLIQUE,
        constate_le=declaration.constate_le,
        declare_le=declaration.declaree_le,
        identifiant=declaration.identifiant,
        structure=declaration.structure,
        nom=declaration.nom,
        courriel=declaration.courriel,
        telephone=declaration.telephone,
        recit=declaration.recit,
    )
    consigner(
        acteur=acteur,
        action="habilitations.compte_signale",
        objet=incident,
        details={"nature": incident.nature, "origine": incident.origine},
    )
    accuser_reception(declaration.courriel, declaration.caisse, declaration.declaree_le)
    ecrire_au_titulaire(incident)
    faire_alerter(incident)
    return incident
