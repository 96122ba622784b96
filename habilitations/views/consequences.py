"""What each act on an account will do, said before it is done."""

from django.utils import timezone

from espace_partenaires.comptes.enums import Profil
from espace_partenaires.web.dates import date_simple
from habilitations.effets import gestionnaires_actifs
from habilitations.models import Habilitation
from habilitations.selectors_fins import dernier_jour_de_retour


def de_l_inactivation(habilitation: Habilitation) -> list[str]:
    """Say what an ordinary inactivation does."""
    technicien = habilitation.profil == Profil.TECHNICIEN
    return [
        "La personne ne peut plus se connecter, dès maintenant. Ses connexions ouvertes sont fermées.",
        (
            "Ses demandes en cours et ses brouillons restent à la structure\xa0: les autres techniciens les continuent."
            if technicien
            else "Les techniciens de la structure restent actifs\xa0; les autres gestionnaires les gèrent."
        ),
        "La personne et les gestionnaires de la structure sont prévenus par courriel.",
        *(
            [
                "Si la raison est la sécurité, le mot de passe ne fonctionne plus et les caisses de la structure sont prévenues."
            ]
            if technicien
            else []
        ),
        _jusqu_a_quand(habilitation),
    ]


def du_gel(habilitation: Habilitation) -> list[str]:
    """Say what closing for security does."""
    return [
        "La personne ne peut plus se connecter à aucune caisse, dès maintenant. Ses connexions ouvertes sont fermées.",
        "Son mot de passe ne fonctionne plus, même si le compte est réactivé un jour.",
        _qui_est_prevenu(habilitation),
        "Les autres caisses qui ont signé avec cette structure sont prévenues.",
        "La date, l’heure et la raison sont gardées comme preuve (convention d’utilisation, article 4.1).",
        *_sans_successeur(habilitation),
        _jusqu_a_quand(habilitation),
    ]


def de_la_reactivation(habilitation: Habilitation) -> list[str]:
    """Say what bringing an account back does."""
    profil = Profil(habilitation.profil).label.lower()
    mot_de_passe = (
        "Elle garde son identifiant et son mot de passe."
        if habilitation.utilisateur.has_usable_password()
        else "Elle garde son identifiant, et reçoit un lien pour choisir un nouveau mot de passe."
    )
    return [
        f"La personne retrouve son compte. {mot_de_passe}",
        f"Le compte reprend une place de {profil}, s’il en reste une.",
        "Elle est prévenue par courriel.",
    ]


def du_retrait_de_facteur() -> list[str]:
    """Say what removing the second factor does."""
    return [
        "L’application de codes, les clés d’accès et les codes de secours de la personne ne fonctionnent plus.",
        "Ses connexions ouvertes sont fermées.",
        "Son mot de passe ne change pas\xa0: elle se connecte avec lui, puis ajoute un nouveau second facteur.",
        "Assurez-vous d’abord que c’est bien elle qui vous le demande, de vive voix. Elle est prévenue par courriel.",
    ]


def _jusqu_a_quand(habilitation: Habilitation) -> str:
    jour = dernier_jour_de_retour(habilitation.partenaire_id, timezone.now())
    return (
        f"Le compte peut être réactivé jusqu’au {date_simple(jour)}. "
        "Ensuite, il est effacé (convention d’utilisation, article 2.2.3)."
    )


def _autres_gestionnaires(habilitation: Habilitation) -> bool:
    return gestionnaires_actifs(habilitation.partenaire_id).exclude(pk=habilitation.utilisateur_id).exists()


def _qui_est_prevenu(habilitation: Habilitation) -> str:
    if _autres_gestionnaires(habilitation):
        return "Les gestionnaires de la structure sont prévenus par courriel, avec la date et l’heure."
    if habilitation.partenaire.courriel_dpo:
        return (
            "La structure n’a pas d’autre gestionnaire\xa0: son délégué à la protection des données est prévenu par "
            f"courriel ({habilitation.partenaire.courriel_dpo})."
        )
    return "La structure n’a personne à prévenir par courriel\xa0: prévenez-la par lettre."


def _sans_successeur(habilitation: Habilitation) -> list[str]:
    if habilitation.profil != Profil.GESTIONNAIRE or _autres_gestionnaires(habilitation):
        return []
    return [
        "C’est le dernier gestionnaire\xa0: la structure aura besoin d’un successeur, que la caisse habilite."
    ]
