"""Mails of an account that is erased: those it received go, those of others no longer name it (HAB-14)."""

import re

from django.db import transaction
from django.db.models import Q
from django.utils.html import escape

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import NOM_EFFACE, Utilisateur
from espace_partenaires.exceptions import exiger
from espace_partenaires.notifications.models import LONGUEUR_OBJET, Courriel


@transaction.atomic
def effacer_courriels(*, acteur: Acteur, utilisateur: Utilisateur, avec_l_adresse: bool) -> None:
    """Delete the mails to an account, and take its name out of those to others that still have a text.

    Args:
        acteur: the system.
        utilisateur: the account, not yet anonymous.
        avec_l_adresse: delete the mails to its bare address too: false when another account bears it.

    Raises:
        HorsPortee: for anybody but the system.

    Exigence: HAB-14 (S1u 2.2.3)
    """
    exiger(autorise=acteur.a_role("systeme"))
    siens = Q(destinataire=utilisateur)
    if avec_l_adresse:
        siens |= Q(adresse__iexact=utilisateur.courriel)
    Courriel.objects.filter(siens).delete()
    mots = [
        utilisateur.nom_complet,
        utilisateur.identifiant,
        *([utilisateur.courriel] if avec_l_adresse else []),
    ]
    _masquer(mots)


def _masquer(mots: list[str]) -> None:
    ecrits = {forme for mot in mots for forme in (mot, str(escape(mot))) if forme}
    ou = Q()
    for mot in ecrits:
        ou |= Q(objet__contains=mot) | Q(texte__contains=mot) | Q(html__contains=mot)
    # Whole words only: « t-0491-adiallo » is not « t-0491-adiallo2 ».
    motif = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(ecrits))) + r")(?![\w-])")
    for courriel in Courriel.objects.select_for_update(of=("self",)).filter(ou).order_by("pk"):
        courriel.objet = motif.sub(NOM_EFFACE, courriel.objet)[:LONGUEUR_OBJET]
        courriel.texte = motif.sub(NOM_EFFACE, courriel.texte)
        courriel.html = motif.sub(NOM_EFFACE, courriel.html)
        courriel.save(update_fields=["objet", "texte", "html"])
