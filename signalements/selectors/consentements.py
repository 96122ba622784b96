"""Whether the person's own consent is asked for, with its proof (DEM-06, S0 9)."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from conventions.enums import Service
from conventions.models import Partie
from conventions.selectors import utilisations_en_vigueur
from signalements.models import Demande
from signalements.selectors.motifs import motif_de


def consentement_exige(demande: Demande, maintenant: datetime) -> bool:
    """Tell whether a draft needs the consent of the person: every signalement; every kind under some modèles.

    A motif that concerns nobody asks nobody's consent.

    Args:
        demande: a draft.
        maintenant: moment of the reading (aware): the day is that of the caisse.

    Exigence: DEM-06, DEM-23 (S4 a3, S0 9)
    """
    if demande.nature == Service.SIGNALEMENT:
        return True
    motif = motif_de(demande)
    if motif is not None and motif.sans_personne:
        return False
    return consentement_toujours(demande.caisse_id, demande.partenaire_id, maintenant)


def consentement_toujours(caisse_id: int, partenaire_id: int, maintenant: datetime) -> bool:
    """Tell whether a métier convention in force with this caisse asks for consent whatever the service.

    Args:
        caisse_id: the caisse.
        partenaire_id: the partenaire.
        maintenant: moment of the reading (aware).

    Exigence: DEM-06 (S0 9)
    """
    avec_la_caisse = Partie.objects.filter(convention=OuterRef("pk"), caisse=caisse_id)
    utilisations = utilisations_en_vigueur(partenaire_id, maintenant).filter(Exists(avec_la_caisse))
    return utilisations.filter(parente__modele__consentement_toujours=True).exists()
