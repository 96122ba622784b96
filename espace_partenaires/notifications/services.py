"""Writing mails down, in the transaction of the act that causes them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.conservation.garde import ressemble_a_un_nir
from espace_partenaires.notifications.models import LONGUEUR_OBJET, Courriel
from espace_partenaires.notifications.registre import MessageType, message_de_code
from espace_partenaires.notifications.reservation import attente
from espace_partenaires.notifications.typographie import avec_insecables, sur_une_ligne
from espace_partenaires.queueing import reveiller


def notifier(
    *,
    message: MessageType | str,
    destinataires: Iterable[Utilisateur | str],
    contexte: Mapping[str, str],
    cle_unicite: str = "",
    peut_attendre: bool = False,
) -> list[Courriel]:
    """Write one message per recipient; urgent ones leave after commit, the others wait to leave together (UX-07).

    Args:
        message: a declared message, or its code.
        destinataires: accounts; or bare addresses where there is no account.
        contexte: exactly the variables that the message declares, as texts; links are absolute.
        cle_unicite: identifies the fact that is told: the same one never leaves twice to the same person.
        peut_attendre: nothing presses this time: an urgent message leaves with the others.

    Returns:
        The mails asked for; one already written under the same key stays the only one stored.

    Raises:
        LookupError: when the message is not declared.
        ValueError: when the context differs from the declared variables, or holds what may be a NIR.

    Exigence: RGPD-02 (S1m annexe 6), SEC-02, UX-07
    """
    declare = message_de_code(message if isinstance(message, str) else message.code)
    _verifier_contexte(declare, contexte)
    declare = replace(declare, urgent=declare.urgent and not peut_attendre)
    courriels = [_composer(declare, destinataire, contexte, cle_unicite) for destinataire in destinataires]
    Courriel.objects.bulk_create(courriels, ignore_conflicts=True)
    for courriel in courriels:
        # The sweep takes up what waits for others: nothing would be due yet.
        if courriel.prochaine_tentative_le <= courriel.cree_le:
            reveiller("notifications.envoyer", courriel_id=str(courriel.pk))
    return courriels


def _verifier_contexte(message: MessageType, contexte: Mapping[str, str]) -> None:
    ecart = message.variables.symmetric_difference(contexte)
    if ecart:
        raise ValueError(f"{message.code} : variables en trop ou manquantes, {sorted(ecart)}.")
    for nom, valeur in contexte.items():
        if not isinstance(valeur, str):
            raise TypeError(f"{message.code} : {nom} n’est pas un texte.")
        if ressemble_a_un_nir(valeur):
            raise ValueError(f"{message.code} : {nom} ressemble à un NIR, sa valeur n’est pas répétée ici.")


def _composer(
    message: MessageType, destinataire: Utilisateur | str, contexte: Mapping[str, str], cle_unicite: str
) -> Courriel:
    compte = None if isinstance(destinataire, str) else destinataire
    adresse = destinataire if isinstance(destinataire, str) else ""
    objet, texte, html = rendre(message, contexte)
    maintenant = timezone.now()
    cle = uuid.uuid4()
    a_qui = str(compte.pk) if compte else adresse
    return Courriel(
        id=cle,
        message=message.code,
        destinataire=compte,
        adresse=adresse,
        # A long name must not stop the act that is told.
        objet=objet[:LONGUEUR_OBJET],
        texte=texte,
        html=html,
        lien=contexte.get("lien", ""),
        urgent=message.urgent,
        cle_unicite=f"{message.code}:{cle_unicite}:{a_qui}" if cle_unicite else str(cle),
        cree_le=maintenant,
        prochaine_tentative_le=maintenant + attente(urgent=message.urgent),
    )


def rendre(message: MessageType, contexte: Mapping[str, str]) -> tuple[str, str, str]:
    """Return subject, plain text and HTML of a message.

    Exigence: RGPD-02 (S1m annexe 6)
    """
    objet = Template(message.objet).render(Context(dict(contexte), autoescape=False))
    entier = {**contexte, "objet": objet}
    return (
        avec_insecables(sur_une_ligne(objet)),
        avec_insecables(render_to_string(f"{message.gabarit}.txt", entier)),
        avec_insecables(render_to_string(f"{message.gabarit}.html", entier)),
    )
