"""The end of a review: complete, or at the end of its notice; one number, one fingerprint (NOV-09)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import connection
from django.urls import reverse

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.journal.services import consigner
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_longue
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import DecisionRevue, EtatHabilitation, MotifInactivation
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.notifications import REVUE_CLOSE, REVUE_PREAVIS
from habilitations.rules import revues as regles
from habilitations.selectors_revues import jour_de_la_revue, peut_etre_joint
from habilitations.services.annonces import prevenir
from habilitations.services.inactivation import eteindre

_CHAMPS: Final = [
    "decision",
    "motif",
    "decidee_le",
    "decidee_par",
    "derniere_connexion_le",
    "etat_a_la_cloture",
]


def clore_si_complete(acteur: Acteur, revue: Revue, maintenant: datetime) -> bool:
    """Close a review once nothing is awaited; its partenaire and itself are locked, and it is open.

    Args:
        acteur: who gave the last answer, or the system.
        revue: the locked review, its partenaire and its caisse with it.
        maintenant: the moment.

    Returns:
        Whether it is closed now.

    Exigence: HAB-15, NOV-09 (S1u 4.2)
    """
    lignes = lignes_a_certifier(revue)
    if any(regles.attend_une_reponse(ligne.habilitation.etat, ligne.decision) for ligne in lignes):
        return False
    _certifier(acteur, revue, lignes, maintenant)
    return True


def clore_sans_reponse(acteur: Acteur, revue: Revue, maintenant: datetime) -> None:
    """Close a review whose notice has run: what nobody answered is written, and inactivated where it is said.

    Its partenaire and itself are locked, and it is open.

    Args:
        acteur: the system.
        revue: the locked review, its partenaire and its caisse with it.
        maintenant: the moment.

    Exigence: NOV-09 (S1u 4.2)
    """
    lignes = lignes_a_certifier(revue)
    muettes = [
        ligne for ligne in lignes if regles.attend_une_reponse(ligne.habilitation.etat, ligne.decision)
    ]
    joignable = peut_etre_joint(revue.partenaire_id, maintenant)
    a_eteindre = [
        ligne
        for ligne in muettes
        if regles.inactive_a_la_cloture(
            ligne.habilitation.profil,
            reglage=revue.inactive_sans_reponse,
            gestionnaires_prevenus=joignable,
        )
    ]
    for ligne in muettes:
        ligne.decision, ligne.decidee_le = DecisionRevue.SANS_REPONSE, maintenant
    _eteindre(acteur, revue, a_eteindre, maintenant)
    _certifier(acteur, revue, lignes, maintenant)


def depart_du_preavis(revue: Revue) -> date | None:
    """Return the day from which the notice runs: that on which a mail really left, where accounts depend on it.

    Args:
        revue: the review, its caisse with it.

    Exigence: NOV-09
    """
    if revue.preavis_le is None:
        return None
    ecrit_le = jour_de_la_revue(revue, revue.preavis_le)
    if not revue.inactive_sans_reponse:
        return ecrit_le
    courriels = Courriel.objects.filter(cle_unicite__startswith=f"{REVUE_PREAVIS.code}:{revue.cle}:")
    departs = list(courriels.values_list("envoye_le", flat=True))
    if not departs:  # their rows are kept ninety days: the sweep was away all that time
        return ecrit_le
    partis = [jour_de_la_revue(revue, le) for le in departs if le is not None]
    return max(min(partis), ecrit_le) if partis else None


def lignes_a_certifier(revue: Revue) -> list[LigneRevue]:
    """Return the lines of a review with their accounts, as the database has them now."""
    return list(
        LigneRevue.objects.filter(revue=revue).select_related("habilitation__utilisateur").order_by("pk")
    )


def empreinte_de(revue: Revue, lignes: Sequence[LigneRevue]) -> str:
    """Compute the fingerprint of a closed review from its rows.

    Args:
        revue: a closed review, its partenaire with it.
        lignes: all its lines, their habilitations with them.

    Exigence: NOV-09
    """
    if revue.close_le is None:
        return ""
    certificat = regles.Certificat(
        numero=revue.numero or "",
        partenaire=str(revue.partenaire.cle),
        ouverte_us=regles.microsecondes(revue.ouverte_le),
        echeance=revue.echeance.isoformat(),
        close_us=regles.microsecondes(revue.close_le),
    )
    return regles.empreinte(certificat, [_certifiee(ligne) for ligne in lignes])


def _certifiee(ligne: LigneRevue) -> regles.LigneCertifiee:
    connexion, decidee = ligne.derniere_connexion_le, ligne.decidee_le
    return regles.LigneCertifiee(
        compte=str(ligne.habilitation.cle),
        profil=ligne.habilitation.profil,
        decision=ligne.decision,
        motif=ligne.motif,
        decidee_us=regles.microsecondes(decidee) if decidee else None,
        decidee_par=ligne.decidee_par,
        connexion_us=regles.microsecondes(connexion) if connexion else None,
        etat=ligne.etat_a_la_cloture,
    )


def _eteindre(acteur: Acteur, revue: Revue, lignes: Sequence[LigneRevue], maintenant: datetime) -> None:
    """Inactivate accounts, locked in the order of the house: accounts, then habilitations."""
    par_compte = {ligne.habilitation.utilisateur_id: ligne for ligne in lignes}
    comptes = Utilisateur.objects.filter(pk__in=par_compte).order_by("pk").select_for_update()
    verrouilles = {compte.pk: compte for compte in comptes}
    habilitations = (
        Habilitation.objects.filter(utilisateur__in=verrouilles, etat=EtatHabilitation.ACTIVE)
        .select_related("partenaire")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    for habilitation in habilitations:
        habilitation.utilisateur = verrouilles[habilitation.utilisateur_id]
        ligne = par_compte[habilitation.utilisateur_id]
        fait = eteindre(
            acteur,
            habilitation,
            MotifInactivation.REVUE_SANS_REPONSE,
            maintenant,
            caisse_id=revue.caisse_id,
        )
        prevenir(acteur, fait, maintenant)
        ligne.habilitation = habilitation
        ligne.motif = MotifInactivation.REVUE_SANS_REPONSE


def _certifier(acteur: Acteur, revue: Revue, lignes: Sequence[LigneRevue], maintenant: datetime) -> None:
    for ligne in lignes:
        ligne.etat_a_la_cloture = ligne.habilitation.etat
        if ligne.decision in ("", DecisionRevue.SANS_REPONSE):
            ligne.derniere_connexion_le = ligne.habilitation.utilisateur.last_login
    LigneRevue.objects.bulk_update(lignes, _CHAMPS, batch_size=500)
    revue.close_le = maintenant
    revue.numero = regles.numero_de_certificat(jour_de_la_revue(revue, maintenant).year, _rang())
    revue.empreinte = empreinte_de(revue, lignes)
    revue.save(update_fields=["close_le", "numero", "empreinte"])
    consigner(
        acteur=acteur, action="habilitations.revue_close", objet=revue, details={"numero": revue.numero}
    )
    _dire_le_resultat(revue, lignes, maintenant)


def _rang() -> int:
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('habilitations_numero_de_revue')")
        return int(curseur.fetchone()[0])


def _dire_le_resultat(revue: Revue, lignes: Sequence[LigneRevue], maintenant: datetime) -> None:
    page = reverse("habilitations:voir_revue", kwargs={"cle": revue.cle})
    for gestionnaire in gestionnaires_actifs(revue.partenaire_id):
        notifier(
            message=REVUE_CLOSE,
            destinataires=[gestionnaire],
            contexte={
                "prenom_destinataire": gestionnaire.prenom,
                "structure": revue.partenaire.libelle,
                "reference": revue.numero or "",
                "date": date_longue(jour_de_la_revue(revue, maintenant)),
                "comptes": resultat_en_mots(lignes),
                "lien": f"{settings.ADRESSE_PUBLIQUE}{page}",
            },
            cle_unicite=str(revue.cle),
        )


def resultat_en_mots(lignes: Sequence[LigneRevue]) -> str:
    """Say how a review ended: « 12 comptes confirmés, 1 retiré, 2 sans réponse »."""
    decisions = [ligne.decision for ligne in lignes]
    confirmes = decisions.count(DecisionRevue.CONFIRMEE)
    autres = [
        (decisions.count(DecisionRevue.RETIREE), "retiré", "retirés"),
        (decisions.count(DecisionRevue.SANS_REPONSE), "sans réponse", "sans réponse"),
        (decisions.count(""), "inactivé par ailleurs", "inactivés par ailleurs"),
    ]
    debut = (
        f"{confirmes or 'aucun'} compte{'s' if confirmes > 1 else ''} confirmé{'s' if confirmes > 1 else ''}"
    )
    suite = [f"{nombre} {plusieurs if nombre > 1 else un}" for nombre, un, plusieurs in autres if nombre]
    return ", ".join([debut, *suite])
