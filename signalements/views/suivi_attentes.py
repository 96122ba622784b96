"""What waits for a technicien: why, in a sentence, and the act that answers it, first on its home page (UX-06)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from conventions.enums import Service
from espace_partenaires.web.dates import INSECABLE, date_et_heure
from signalements.enums import EtatDemande, EtatRendezVous, NatureFait, RaisonIrrecevable
from signalements.models import Demande, PieceDemandee, RendezVous
from signalements.mots_horloge import minuscule
from signalements.rules.delais import DELAIS
from signalements.selectors import horloge_de

_AU_PLUS: Final = 3


@dataclass(frozen=True, slots=True)
class Attente:
    """What is waited for from the partner: why, and the act that answers it."""

    demande: Demande
    raison: str
    acte: str
    adresse: str


def attentes_de(demandes: Iterable[Demande]) -> list[Attente]:
    """Say what each demande waits for (two queries, whatever their number).

    Args:
        demandes: rows loaded by ``selectors.listes.pour_un_ecran``, where something is expected of the partner.

    Exigence: UX-06, DEM-10, DEM-13 (S4 a2)
    """
    lignes = list(demandes)
    pieces, rendez_vous = _pieces_demandees(lignes), _rendez_vous_proposes(lignes)
    return [_attente(demande, pieces, rendez_vous) for demande in lignes]


def _pieces_demandees(demandes: list[Demande]) -> dict[int, list[str]]:
    """Return, for each demande, the names of what the last request still waits for."""
    incompletes = [demande.pk for demande in demandes if demande.etat == EtatDemande.INCOMPLETE]
    items = PieceDemandee.objects.filter(demande__in=incompletes, repondue_le__isnull=True)
    par_fait: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for demande_id, fait_id, libelle in items.order_by("pk").values_list("demande", "fait", "libelle"):
        par_fait[demande_id][fait_id].append(libelle)
    return {demande_id: faits[max(faits)] for demande_id, faits in par_fait.items()}


def _rendez_vous_proposes(demandes: list[Demande]) -> dict[int, RendezVous]:
    attendues = [demande.pk for demande in demandes if getattr(demande, "rendez_vous_attendu", False)]
    proposes = RendezVous.objects.filter(demande__in=attendues, etat=EtatRendezVous.PROPOSE)
    return {propose.demande_id: propose for propose in proposes}


def _attente(
    demande: Demande, pieces: Mapping[int, list[str]], rendez_vous: Mapping[int, RendezVous]
) -> Attente:
    if getattr(demande, "preuve_attendue", False):
        adresse = reverse("signalements:fournir_preuve", args=[demande.cle])
        return Attente(demande, _sans_formulaire(demande), "Joindre", adresse)
    if demande.etat == EtatDemande.INCOMPLETE:
        adresse = reverse("signalements:repondre_pieces", args=[demande.cle])
        return Attente(demande, _il_manque(demande, pieces.get(demande.pk, [])), "Répondre", adresse)
    if demande.etat == EtatDemande.IRRECEVABLE:
        adresse = reverse("signalements:corriger_demande", args=[demande.cle])
        return Attente(demande, _a_corriger(demande), "Corriger", adresse)
    page = reverse("signalements:voir_demande", args=[demande.cle])
    propose = rendez_vous.get(demande.pk)
    if propose is not None:
        quand = date_et_heure(propose.debut, ZoneInfo(demande.caisse.fuseau))
        question = f"Le rendez-vous proposé le {quand} convient-il{INSECABLE}?"
        return Attente(demande, question, "Répondre", f"{page}#rendez-vous")
    return Attente(demande, f"La {demande.caisse.libelle} vous a écrit.", "Répondre", f"{page}#echanges")


def _sans_formulaire(demande: Demande) -> str:
    suite = (
        "Tant qu’un nouveau n’est pas là, la caisse n’appelle pas la personne."
        if demande.nature == Service.SIGNALEMENT
        else "La caisse en attend un nouveau pour traiter la demande."
    )
    return f"Le formulaire signé a été écarté par l’antivirus. {suite}"


def _il_manque(demande: Demande, libelles: list[str]) -> str:
    jours = DELAIS[horloge_de(demande).regle].duree.days
    sans = f"Tant que ce n’est pas là, le délai de {jours}{INSECABLE}jours ne court pas."
    if not libelles:
        return f"La caisse attend des pièces. {sans}"
    nommees = ", ".join(map(minuscule, libelles[:_AU_PLUS]))
    autres = len(libelles) - _AU_PLUS
    suite = f" et {autres} autre{'s' if autres > 1 else ''}" if autres > 0 else ""
    return f"Il manque{INSECABLE}: {nommees}{suite}. {sans}"


def _a_corriger(demande: Demande) -> str:
    faits = [fait for fait in demande.evenements.all() if fait.nature == NatureFait.IRRECEVABILITE]
    code = faits[-1].motif if faits else ""
    raison = dict(RaisonIrrecevable.choices).get(code)
    return f"{raison}. Corrigez la demande, ou annulez-la." if raison else "La demande est à corriger."
