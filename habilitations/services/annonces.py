"""Telling of an end: the person, the structure's gestionnaires, the other caisses; and the proof of when (HAB-12)."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.comptes.enums import Profil
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.notifications.enums import EtatCourriel
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.notifications.services import notifier
from espace_partenaires.queueing import reveiller
from espace_partenaires.web.dates import date_longue, date_simple, heure
from habilitations.effets import gestionnaires_actifs
from habilitations.enums import MotifInactivation, NatureEvenement, RoleAgent
from habilitations.models import EvenementCompte
from habilitations.models.habilitation import PROFILS_PARTENAIRE
from habilitations.notifications import COMPTE_INACTIVE, FERMETURE_AUX_CAISSES, INACTIVATION_AU_PARTENAIRE
from habilitations.rules.fins import MOTIFS_DE_SECURITE, MOTIFS_EN_MOTS, numero_de_preuve
from habilitations.selectors import agents_de_la_caisse, caisses_signataires
from habilitations.selectors_fins import dernier_jour_de_retour, fuseau_du_fait

# How far back the sweep looks for what a lost wake-up left untold.
REPRISE: Final = timedelta(days=3)


def prevenir(acteur: Acteur, fait: EvenementCompte, maintenant: datetime) -> None:
    """Tell of an inactivation: the person; the structure; for security, the other caisses of the partenaire.

    The proof of when is written once a mail is really handed over (``noter_l_envoi``): one dated fact
    ``PARTENAIRE_PREVENU`` per mail to the structure, with ``de`` the inactivation.

    Args:
        acteur: who inactivated; a gestionnaire of the structure is not told of its own act.
        fait: the fact that ``eteindre`` returned.
        maintenant: the moment (aware); part of every call of services.

    Exigence: HAB-10, HAB-11, HAB-12 (S1u 2.2.3, 4.1)
    """
    del maintenant  # the mails say when the account ended, not when they were written
    prevenir_la_personne(fait)
    _prevenir_la_structure(acteur, fait)
    if fait.motif in MOTIFS_DE_SECURITE:
        # A caisse does not see the agents of another: the workers, who see all, write to them.
        reveiller("habilitations.prevenir_les_caisses", fait_id=fait.pk)


def prevenir_la_personne(fait: EvenementCompte) -> None:
    """Tell the person, in plain words and without a reproach, that the account is inactivated.

    Args:
        fait: the fact that ``eteindre`` returned.

    Exigence: HAB-11, HAB-12, HAB-13 (S1u 2.2.3, 4.1)
    """
    compte = fait.habilitation.utilisateur
    notifier(
        message=COMPTE_INACTIVE,
        destinataires=[compte],
        contexte={
            **_faits_en_mots(fait),
            "prenom_destinataire": compte.prenom,
            "profil": Profil(fait.habilitation.profil).label.lower(),
            "structure": fait.habilitation.partenaire.libelle,
            "identifiant": compte.identifiant,
            "echeance": _dernier_jour(fait),
        },
        cle_unicite=str(fait.cle),
    )


def destinataires_de_la_structure(fait: EvenementCompte, sauf: int = 0) -> list[Utilisateur | str]:
    """Return who is told for the structure: its active gestionnaires, else the address of its DPO; maybe nobody.

    Args:
        fait: the inactivation.
        sauf: an account that need not be told: the one that acts.
    """
    gestionnaires = list(gestionnaires_actifs(fait.habilitation.partenaire_id))
    if gestionnaires:
        return [compte for compte in gestionnaires if compte.pk != sauf]
    courriel = fait.habilitation.partenaire.courriel_dpo
    return [courriel] if courriel else []


@transaction.atomic
def prevenir_les_caisses(*, acteur: Acteur = ACTEUR_SYSTEME, fait_id: int) -> int:
    """Tell the other caisses of the partenaire that an account was closed for security; safe to run twice.

    Args:
        acteur: the system.
        fait_id: the inactivation.

    Returns:
        How many agents are told.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-12 (S1u 4.1)
    """
    exiger(autorise=acteur.a_role("systeme"))
    fait = (
        EvenementCompte.objects.select_related("caisse", "habilitation__partenaire")
        .select_related("habilitation__utilisateur")
        .get(pk=fait_id)
    )
    autres = caisses_signataires(fait.habilitation.partenaire_id) - {fait.caisse_id}
    agents = [
        agent
        for caisse_id in sorted(autres)
        for agent in agents_de_la_caisse(caisse_id, RoleAgent.GESTIONNAIRE_CONVENTIONS)
    ]
    notifier(
        message=FERMETURE_AUX_CAISSES,
        destinataires=agents,
        contexte={
            **_faits_en_mots(fait),
            "partenaire": fait.habilitation.partenaire.libelle,
            "identifiant": fait.habilitation.utilisateur.identifiant,
            "lien": _page_du_compte(fait),
        },
        cle_unicite=str(fait.cle),
    )
    return len(agents)


def balayer_annonces(*, maintenant: datetime | None = None) -> None:
    """Take up what a lost wake-up left: caisses not told, mails handed over whose hour was not written.

    Args:
        maintenant: the moment.

    Exigence: HAB-12 (S1u 4.1)
    """
    depuis = (maintenant or timezone.now()) - REPRISE
    fermetures = EvenementCompte.objects.filter(
        nature=NatureEvenement.INACTIVATION, motif__in=MOTIFS_DE_SECURITE, survenu_le__gte=depuis
    )
    for fait in fermetures:
        deja = f"{FERMETURE_AUX_CAISSES.code}:{fait.cle}:"
        if not Courriel.objects.filter(cle_unicite__startswith=deja).exists():
            prevenir_les_caisses(fait_id=fait.pk)
    remis = Courriel.objects.filter(
        message=INACTIVATION_AU_PARTENAIRE.code, etat=EtatCourriel.ENVOYE, envoye_le__gte=depuis
    )
    for courriel in remis:
        noter_l_envoi(courriel)


def noter_l_envoi(courriel: Courriel) -> None:
    """Write the hour at which the structure's mail was handed over, once; other mails are not our affair.

    The fact bears the key of the mail, which is its Message-ID too.

    Args:
        courriel: a mail that has left.

    Exigence: HAB-12 (S1u 4.1)
    """
    if courriel.message != INACTIVATION_AU_PARTENAIRE.code or courriel.envoye_le is None:
        return
    fait = EvenementCompte.objects.get(cle=UUID(courriel.cle_unicite.split(":")[1]))
    EvenementCompte.objects.get_or_create(
        cle=courriel.pk,
        defaults={
            "habilitation_id": fait.habilitation_id,
            "nature": NatureEvenement.PARTENAIRE_PREVENU,
            "survenu_le": courriel.envoye_le,
            "caisse_id": fait.caisse_id,
            "motif": fait.motif,
            "de": fait,
            "nombre": 1,
        },
    )


def _prevenir_la_structure(acteur: Acteur, fait: EvenementCompte) -> None:
    for destinataire in destinataires_de_la_structure(fait, sauf=acteur.utilisateur_id):
        sans_compte = isinstance(destinataire, str)
        notifier(
            message=INACTIVATION_AU_PARTENAIRE,
            destinataires=[destinataire],
            contexte={
                **_faits_en_mots(fait),
                "profil": Profil(fait.habilitation.profil).label.lower(),
                "structure": fait.habilitation.partenaire.libelle,
                "identifiant": fait.habilitation.utilisateur.identifiant,
                "echeance": _dernier_jour(fait),
                # Whoever has no account would only find the sign-in page.
                "lien": "" if sans_compte else _page_du_compte(fait),
            },
            cle_unicite=str(fait.cle),
        )


def _faits_en_mots(fait: EvenementCompte) -> dict[str, str]:
    fuseau = fuseau_du_fait(fait)
    return {
        "date": date_longue(fait.survenu_le.astimezone(fuseau).date()),
        "heure": heure(fait.survenu_le, fuseau),
        "motif": MOTIFS_EN_MOTS[fait.motif],
        "auteur": _par_qui(fait),
        "reference": numero_de_preuve(fait.cle),
    }


def _par_qui(fait: EvenementCompte) -> str:
    if fait.motif == MotifInactivation.FIN_DES_CONVENTIONS:
        return "automatiquement"
    if fait.caisse is not None:
        return f"par la {fait.caisse.libelle}"
    auteur = Utilisateur.objects.filter(pk=fait.auteur_id or 0).first()
    du_partenaire = auteur is not None and auteur.profil in PROFILS_PARTENAIRE
    return "par un gestionnaire de la structure" if du_partenaire else "automatiquement"


def _dernier_jour(fait: EvenementCompte) -> str:
    return date_simple(dernier_jour_de_retour(fait.habilitation.partenaire_id, fait.survenu_le))


def _page_du_compte(fait: EvenementCompte) -> str:
    page = reverse("habilitations:voir_compte", kwargs={"cle": fait.habilitation.cle})
    return f"{settings.ADRESSE_PUBLIQUE}{page}"
