"""What a reader may do with an account, each act on its own page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.urls import reverse

from conventions.selectors import caisses_en_vigueur
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.enums import Profil
from habilitations.enums import EtatHabilitation
from habilitations.models import Habilitation
from habilitations.permissions import (
    peut_demander,
    peut_geler,
    peut_gerer_compte,
    peut_gerer_gestionnaires,
    peut_reactiver,
    peut_signaler,
)
from habilitations.rules.fins import MOTIFS_DE_SECURITE, reactivable_par_la_structure
from habilitations.selectors import caisses_signataires
from habilitations.selectors_fins import derniere_fin
from habilitations.selectors_incidents import exclusion_en_cours


@dataclass(frozen=True, slots=True)
class Acte:
    """One act: its words, what it is for, where it is done.

    Attributes:
        mots: words of the link.
        pour: when to use it, in a sentence.
        url: its page.
        variante: look of the link.
    """

    mots: str
    pour: str
    url: str
    variante: str = "secondaire"


def actes_possibles(acteur: Acteur, habilitation: Habilitation, maintenant: datetime) -> list[Acte]:
    """Return what this reader may do now with this account; the services decide again.

    Args:
        acteur: who reads.
        habilitation: the account, in its scope.
        maintenant: the moment (aware).

    Exigence: HAB-09, HAB-11, HAB-12, HAB-14 (acces.md)
    """
    gerantes = caisses_en_vigueur(habilitation.partenaire_id, maintenant)
    etat = habilitation.etat
    actes: list[Acte] = []
    fermee = reservee_a_la_caisse(acteur, habilitation)
    if etat == EtatHabilitation.INACTIVE and peut_reactiver(acteur, habilitation, gerantes) and not fermee:
        actes.append(_retour(habilitation))
    if peut_gerer_compte(acteur, habilitation, gerantes):
        actes.extend(_de_qui_gere(habilitation))
    if etat == EtatHabilitation.ACTIVE and peut_geler(
        acteur, caisses_signataires(habilitation.partenaire_id)
    ):
        pour = "Fraude, perte, vol ou mésusage\xa0: tout de suite, même pour le dernier gestionnaire."
        # The act opens a report too: the journal of the account is gathered, the suite is followed.
        actes.append(_acte(habilitation, "constater_compromission", "Fermer pour sécurité", pour, "danger"))
        pour = "La même fermeture, sans nouveau dossier\xa0: quand ce qui s’est passé est déjà signalé."
        actes.append(_acte(habilitation, "geler_compte", "Fermer sans dossier", pour, "discret"))
    actes.extend(_des_demandes(acteur, habilitation))
    actes.extend(_de_la_securite(acteur, habilitation))
    return actes


def _retour(habilitation: Habilitation) -> Acte:
    if habilitation.motif_inactivation in MOTIFS_DE_SECURITE:
        pour = "Quand le risque est écarté, et pas avant\xa0: la personne retrouve son compte, avec un nouveau mot de passe."
        return _acte(habilitation, "reactiver_compte", "Réactiver", pour)
    return _acte(habilitation, "reactiver_compte", "Réactiver", "La personne retrouve son compte.", "")


def reservee_a_la_caisse(acteur: Acteur, habilitation: Habilitation) -> bool:
    """Tell whether this gestionnaire reads an account that the caisse closed for security, and alone opens again.

    Exigence: HAB-12, HAB-14 (S1u 4.1)
    """
    if acteur.profil != Profil.GESTIONNAIRE or habilitation.motif_inactivation not in MOTIFS_DE_SECURITE:
        return False
    fin = derniere_fin(habilitation)
    return not reactivable_par_la_structure(
        habilitation.motif_inactivation, par_la_caisse=fin is not None and fin.caisse_id is not None
    )


def _des_demandes(acteur: Acteur, habilitation: Habilitation) -> Iterator[Acte]:
    """What a gestionnaire asks of the caisse about a gestionnaire (HAB-09, HAB-10)."""
    vise = habilitation.profil == Profil.GESTIONNAIRE and habilitation.etat == EtatHabilitation.ACTIVE
    if vise and peut_demander(acteur):
        pour = "La caisse change les coordonnées d’un gestionnaire, à votre demande."
        yield _acte(habilitation, "demander_modification", "Demander une modification", pour)
        pour = "La caisse inactive un gestionnaire, à votre demande, au moins quinze jours à l’avance."
        yield _acte(habilitation, "demander_inactivation", "Demander l’inactivation", pour)


def _de_la_securite(acteur: Acteur, habilitation: Habilitation) -> Iterator[Acte]:
    if habilitation.etat not in (EtatHabilitation.ACTIVE, EtatHabilitation.INACTIVE):
        return
    if peut_signaler(acteur, habilitation):
        pour = "Mot de passe ou appareil perdu, volé, connu d’un tiers\xa0: la caisse est prévenue tout de suite."
        yield _acte(habilitation, "signaler_compte", "Signaler un compte compromis", pour, "danger")
    signataires = caisses_signataires(habilitation.partenaire_id)
    if peut_gerer_gestionnaires(acteur, signataires) and exclusion_en_cours(habilitation.pk) is None:
        pour = "La direction de la caisse a décidé de mettre fin à l’accès de la personne."
        yield _acte(habilitation, "exclure_compte", "Enregistrer une exclusion", pour, "discret")


def _de_qui_gere(habilitation: Habilitation) -> Iterator[Acte]:
    etat = habilitation.etat
    if etat in (EtatHabilitation.ACTIVE, EtatHabilitation.INVITEE):
        pour = "Nom, fonction, téléphone, courriel. L’identifiant ne change jamais."
        yield _acte(habilitation, "modifier_compte", "Modifier", pour)
    if etat in (EtatHabilitation.INVITEE, EtatHabilitation.EXPIREE):
        pour = "La personne n’a pas encore ouvert son compte."
        yield _acte(habilitation, "renvoyer_invitation", "Renvoyer l’invitation", pour)
    if etat == EtatHabilitation.INVITEE:
        pour = "Le lien ne fonctionne plus, la place est libérée."
        yield _acte(habilitation, "annuler_invitation", "Annuler l’invitation", pour, "danger")
    if etat != EtatHabilitation.ACTIVE:
        return
    pour = "La personne a oublié son mot de passe."
    yield _acte(habilitation, "renvoyer_mot_de_passe", "Envoyer un lien de mot de passe", pour)
    if Authenticator.objects.filter(user=habilitation.utilisateur_id).exists():
        pour = "La personne a perdu ou changé de téléphone."
        yield _acte(habilitation, "retirer_second_facteur", "Retirer le second facteur", pour)
    pour = "La personne quitte la structure, ou ses missions changent."
    yield _acte(habilitation, "inactiver_compte", "Inactiver", pour, "danger")


def _acte(habilitation: Habilitation, route: str, mots: str, pour: str, variante: str = "secondaire") -> Acte:
    url = reverse(f"habilitations:{route}", kwargs={"cle": habilitation.cle})
    return Acte(mots=mots, pour=pour, url=url, variante=variante or "principal")
