"""The revue d'habilitation: its terms, what waits for an answer, and the certificate that can be re-checked.

The texts ask for regular reviews and give no delay (S1u 4.2). Decided here (**D**): thirty days to answer,
reminders 14, 7 and 1 days before the term, and once the term has passed a notice of eight full days before an
unanswered technicien is inactivated, where the caisse's setting says so.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from espace_partenaires.comptes.enums import Profil
from habilitations.enums import EtatHabilitation, MotifInactivation

ARTICLE: Final = "Convention d’utilisation, article 4.2"
# D: how long a structure has to answer, the longest and shortest a caisse may give.
DUREE: Final = timedelta(days=30)
DUREE_MINIMALE: Final = timedelta(days=15)
DUREE_MAXIMALE: Final = timedelta(days=180)
# D: days before the term on which the gestionnaires are reminded, once each.
RAPPELS: Final = (14, 7, 1)
# D: full days left after the notice to unanswered accounts, before the review closes without them.
PREAVIS: Final = timedelta(days=8)
OUVERTURE: Final = "ouverture"
# What a gestionnaire may say of an account it withdraws (HAB-11); the last one stands for any other reason.
MOTIFS_DE_RETRAIT: Final = (
    MotifInactivation.DEPART,
    MotifInactivation.AUTRE_DOMAINE,
    MotifInactivation.RETRAIT_EN_REVUE,
)
# D: first characters of the fingerprint that are enough to check a certificate.
EMPREINTE_MINIMALE: Final = 8
EMPREINTE_COURTE: Final = 16
# D: an account unused for so long is shown with emphasis, as one never used is.
SANS_CONNEXION: Final = timedelta(days=90)
_JOURS_PAR_MOIS: Final = 30
_EN_MOIS: Final = timedelta(days=60)
_EPOQUE: Final = datetime(1970, 1, 1, tzinfo=UTC)


def echeance_par_defaut(ouverte_le: date) -> date:
    """Return the last day to answer, unless the caisse says another one.

    Args:
        ouverte_le: the day of the opening.

    Exigence: HAB-15 (S1u 4.2)
    """
    return ouverte_le + DUREE


def echeance_permise(ouverte_le: date, echeance: date) -> bool:
    """Tell whether a caisse may ask for an answer by this day.

    Args:
        ouverte_le: the day of the opening.
        echeance: the last day to answer.

    Exigence: HAB-15 (S1u 4.2)
    """
    return DUREE_MINIMALE <= echeance - ouverte_le <= DUREE_MAXIMALE


def message_du(ouverte_le: date, echeance: date, le: date) -> str:
    """Return the one message due on a day: ``"ouverture"``, ``"14"``, ``"7"``, ``"1"``; empty after the term.

    A sweep that runs late sends the latest one only: nobody is reminded three times in a row.

    Args:
        ouverte_le: the day of the opening.
        echeance: the last day to answer.
        le: the day.

    Exigence: HAB-15 (S1u 4.2)
    """
    if le > echeance:
        return ""
    dus = [
        rappel
        for rappel in RAPPELS
        if ouverte_le < echeance - timedelta(days=rappel) and echeance - timedelta(days=rappel) <= le
    ]
    return str(min(dus)) if dus else OUVERTURE


def preavis_du(echeance: date, le: date) -> bool:
    """Tell whether the notice to unanswered accounts may leave: the last day to answer has passed.

    Args:
        echeance: the last day to answer.
        le: the day.

    Exigence: NOV-09 (S1u 4.2)
    """
    return le > echeance


def fin_du_preavis(parti_le: date) -> date:
    """Return the last day on which an answer still counts once the notice has left: eight full days.

    Args:
        parti_le: the day the notice left; it does not count.

    Exigence: NOV-09 (S1u 4.2)
    """
    return parti_le + PREAVIS


def preavis_ecoule(parti_le: date | None, le: date) -> bool:
    """Tell whether the review closes without the answers that are missing.

    Args:
        parti_le: the day the notice left; ``None`` while it has not.
        le: the day.

    Exigence: NOV-09 (S1u 4.2)
    """
    return parti_le is not None and le > fin_du_preavis(parti_le)


def attend_une_reponse(etat: str, decision: str) -> bool:
    """Tell whether a line still waits: an account that ended by another way waits for nothing.

    Args:
        etat: state of the account, code of ``EtatHabilitation``.
        decision: code of ``DecisionRevue``, or empty.

    Exigence: HAB-15 (S1u 4.2)
    """
    return etat == EtatHabilitation.ACTIVE and not decision


def inactive_a_la_cloture(profil: str, *, reglage: bool, gestionnaires_prevenus: bool) -> bool:
    """Tell whether an unanswered account is inactivated when the review closes.

    Techniciens only, where the caisse's setting said so on the opening day and somebody could answer the notice:
    a gestionnaire becomes a task of the caisse, never the last one by default.

    Args:
        profil: profile of the account.
        reglage: the caisse's setting, as it was at the opening.
        gestionnaires_prevenus: whether the structure had its access and a gestionnaire to receive the notice.

    Exigence: NOV-09 (S1u 4.2)
    """
    return profil == Profil.TECHNICIEN and reglage and gestionnaires_prevenus


def version_de_la_reponse(decision: str, motif: str) -> str:
    """Return what a page has shown of a line, sent back with the answer: another one answered meanwhile is seen.

    Args:
        decision: code of ``DecisionRevue``, or empty.
        motif: code of ``MotifInactivation``, or empty.
    """
    return f"{decision}:{motif}"


@dataclass(frozen=True, slots=True)
class LigneCertifiee:
    """One line of a certificate: keys, codes and moments, never a name.

    Attributes:
        compte: public key of the habilitation.
        profil: its profile.
        decision: what was answered.
        motif: why, for a withdrawal.
        decidee_us: when, in microseconds since 1970 (UTC).
        decidee_par: number of the account that answered.
        connexion_us: last sign-in that was shown, in microseconds.
        etat: state of the account when the review closed.
    """

    compte: str
    profil: str
    decision: str
    motif: str
    decidee_us: int | None
    decidee_par: int | None
    connexion_us: int | None
    etat: str


@dataclass(frozen=True, slots=True)
class Certificat:
    """What the fingerprint is computed on, lines aside.

    Attributes:
        numero: e.g. « RH-2026-00042 ».
        partenaire: public key of the partenaire.
        ouverte_us: when it was opened, in microseconds since 1970 (UTC).
        echeance: last day to answer, ISO.
        close_us: when it was closed, in microseconds.
    """

    numero: str
    partenaire: str
    ouverte_us: int
    echeance: str
    close_us: int


def microsecondes(instant: datetime) -> int:
    """Return a moment (aware) as whole microseconds since 1970: the same number in every zone."""
    return (instant - _EPOQUE) // timedelta(microseconds=1)


def numero_de_certificat(annee: int, rang: int) -> str:
    """Return the number of a certificate: « RH-2026-00042 ».

    Args:
        annee: year of the closing.
        rang: value of the sequence.

    Exigence: NOV-09
    """
    return f"RH-{annee}-{rang:05d}"


def empreinte(certificat: Certificat, lignes: Iterable[LigneCertifiee]) -> str:
    """Return the SHA-256 of a certificate, in hexadecimal; the order of its lines does not count.

    It holds no name: it is computed again from the same rows after the accounts are erased.

    Args:
        certificat: the certificate.
        lignes: its lines.

    Exigence: NOV-09 (S1u 4.2)
    """
    contenu = {
        "version": 1,
        **asdict(certificat),
        "lignes": sorted(json.dumps(asdict(ligne), sort_keys=True) for ligne in lignes),
    }
    return hashlib.sha256(json.dumps(contenu, sort_keys=True).encode()).hexdigest()


def saisie_correspond(saisie: str, attendue: str) -> bool:
    """Tell whether what was copied from a certificate begins its fingerprint; spaces and case do not count.

    Args:
        saisie: at least the first eight characters.
        attendue: the fingerprint computed again.

    Exigence: NOV-09
    """
    debut = "".join(saisie.split()).lower()
    return len(debut) >= EMPREINTE_MINIMALE and attendue.startswith(debut)


def retrait_laisse_sans_gestionnaire(autres_non_retires: int) -> bool:
    """Tell whether withdrawing a gestionnaire is refused: it would leave the structure without any.

    Args:
        autres_non_retires: the other active gestionnaires whose own withdrawal is not answered in this review.

    Exigence: HAB-10, NOV-09 (S1u 2.2.3, 4.2)
    """
    return autres_non_retires < 1


def connexion_a_signaler(derniere: datetime | None, maintenant: datetime) -> bool:
    """Tell whether the last sign-in deserves emphasis: none, or ninety days ago and more.

    Args:
        derniere: the last sign-in (aware), ``None`` when there was none.
        maintenant: the moment (aware).

    Exigence: HAB-15 (S1u 4.2)
    """
    return derniere is None or maintenant - derniere >= SANS_CONNEXION


def mois_ecoules(derniere: datetime, maintenant: datetime) -> int:
    """Return how many months of thirty days have passed, 0 below sixty days: « il y a 8 mois ».

    Args:
        derniere: the last sign-in (aware).
        maintenant: the moment (aware).
    """
    ecart = maintenant - derniere
    return ecart.days // _JOURS_PAR_MOIS if ecart >= _EN_MOIS else 0
