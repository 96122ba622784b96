"""The clock on an agent's page: a ribbon, one sentence, and each step with the text it rests on. No query."""

from datetime import datetime
from zoneinfo import ZoneInfo

from espace_partenaires.web.dates import depuis
from signalements.models import Demande
from signalements.mots_horloge import MOTS, fin_en_mots, majuscule, moment_du, reste_en_mots
from signalements.rules.cycle_de_vie import LECTEUR_AGENT
from signalements.rules.delais import Regle
from signalements.selectors import horloge_de
from signalements.views.horloge_delai import Delai, Etape, Lecture, delai_lu

__all__ = ["Delai", "Etape", "delai_de"]


def delai_de(demande: Demande, maintenant: datetime) -> Delai:
    """Explain the clock of a demande to an agent.

    Args:
        demande: with ``caisse`` loaded and ``evenements`` prefetched.
        maintenant: moment of the reading (aware).

    Exigence: NOV-03, DEM-09, UX-01 (S4 a3)
    """
    fuseau = ZoneInfo(demande.caisse.fuseau)
    lecture = Lecture(horloge_de(demande, maintenant), maintenant, fuseau, LECTEUR_AGENT)
    return delai_lu(lecture, _phrase(demande, lecture))


def _phrase(demande: Demande, lecture: Lecture) -> str:
    horloge, fuseau, maintenant = lecture.horloge, lecture.fuseau, lecture.maintenant
    if horloge.si_reponse_maintenant is not None:
        due = moment_du(horloge.si_reponse_maintenant, horloge.regle, fuseau)
        return f"Le délai ne court pas : on attend le partenaire. S’il répond aujourd’hui, réponse au plus tard le {due}."
    if horloge.echeance is None:
        avant = "la prise en charge" if horloge.regle is Regle.MAS_48H else "la réponse"
        return f"La demande s’est arrêtée avant {avant} : il n’y a plus d’échéance."
    limite, mots = moment_du(horloge.echeance, horloge.regle, fuseau), MOTS[horloge.regle]
    if horloge.arretee_le is not None:
        quand = depuis(horloge.arretee_le, maintenant, fuseau)
        if demande.etat == "annulee" and horloge.arretee_le == demande.close_le:
            return f"Annulée {quand}, après l’échéance du {limite}."
        return f"{majuscule(fin_en_mots(horloge, fuseau))}, {quand}. L’échéance était le {limite}."
    reste = reste_en_mots(horloge, maintenant, fuseau)
    if horloge.retard:
        return f"{mots.a_faire} sans attendre : l’échéance était le {limite}, {reste}."
    return f"{mots.a_faire} au plus tard le {limite} : {reste}."
