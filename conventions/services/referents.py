"""Référents of the parties: named, replaced, ended, never erased; a change is told to the other parties (CONV-08)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from conventions.annuaire import comptes_de
from conventions.enums import EtatConvention, Nature
from conventions.models import Convention, Partie, Referent
from conventions.notifications import REFERENT_CHANGE
from conventions.permissions import peut_designer_referent
from conventions.rules.referents import Mandat, fin_du_remplace, fin_possible, parties_sans_referent
from conventions.selectors import jour_de_la_convention
from conventions.services.destinataires import courriels_des_referents
from conventions.services.ecriture import journaliser, verrouiller
from conventions.services.textes import refuser_un_nir
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import RegleMetierRefusee, exiger
from espace_partenaires.notifications.services import notifier
from espace_partenaires.web.dates import date_simple

LONGUEUR_COURRIEL: Final = 150


@dataclass(frozen=True, slots=True)
class Personne:
    """Who is named; what is left empty is taken from the account, when there is one.

    Attributes:
        nom: first name and name.
        fonction: function in the organisation.
        courriel: professional address.
        telephone: professional phone.
        compte: the account with which the person acts in the portal.
    """

    nom: str = ""
    fonction: str = ""
    courriel: str = ""
    telephone: str = ""
    compte: Utilisateur | None = None

    def complete(self) -> "Personne":
        """Return the same person, with what its account knows."""
        if self.compte is None:
            return self
        return replace(
            self,
            nom=self.nom or self.compte.nom_complet,
            fonction=self.fonction or self.compte.fonction,
            courriel=self.courriel or self.compte.courriel,
            telephone=self.telephone or self.compte.telephone,
        )


def nommer_referent(
    *, acteur: Acteur, partie: Partie, personne: Personne, du: date, maintenant: datetime | None = None
) -> Referent:
    """Name a référent of a party from a day on; the other parties are told.

    Args:
        acteur: see ``permissions.peut_designer_referent``.
        partie: the party the person answers for.
        personne: who.
        du: first day, past or to come.
        maintenant: the moment of recording.

    Raises:
        RegleMetierRefusee: without a name or an address, with the account of another organisation, twice the
            same person, or under a convention given up.

    Exigence: CONV-08 (S0 3, S1m 4, S3 3, 10)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(partie.convention)
        exiger(autorise=peut_designer_referent(acteur, partie))
        exiger_convention_vivante(convention)
        referent = _ecrire(partie, personne, du, None)
        journaliser(
            acteur, "conventions.nommer_referent", convention, partie=partie.pk, du=referent.du.isoformat()
        )
        _annoncer(acteur, referent, f"une personne est nommée à partir du {date_simple(du)}", instant)
    return referent


def remplacer_referent(
    *, acteur: Acteur, referent: Referent, personne: Personne, du: date, maintenant: datetime | None = None
) -> Referent:
    """Replace a référent from a day on: the former one ends the eve, and stays in the history.

    Returns:
        The successor.

    Raises:
        RegleMetierRefusee: as ``nommer_referent``; or when the former one has ended already, or began later.

    Exigence: CONV-08 (S0 3, S3 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(referent.convention)
        exiger(autorise=peut_designer_referent(acteur, referent.partie))
        exiger_convention_vivante(convention)
        ancien = Referent.objects.select_for_update(of=("self",)).get(pk=referent.pk)
        _exiger_en_fonction(ancien, jour_de_la_convention(convention, instant))
        au = fin_du_remplace(ancien.du, du)
        if au is None or (ancien.au is not None and ancien.au < au):
            raise RegleMetierRefusee(
                "remplacement_hors_periode",
                "La relève commence pendant les fonctions de la personne remplacée : choisissez une autre date.",
                convention.article_pour("referents"),
            )
        ancien.au = au
        ancien.save(update_fields=["au"])
        successeur = _ecrire(ancien.partie, personne, du, ancien)
        journaliser(
            acteur, "conventions.remplacer_referent", convention, partie=ancien.partie_id, du=du.isoformat()
        )
        _annoncer(
            acteur, successeur, f"une autre personne prend la relève à partir du {date_simple(du)}", instant
        )
    return successeur


def terminer_referent(
    *, acteur: Acteur, referent: Referent, dernier_jour: date, maintenant: datetime | None = None
) -> Referent:
    """Give a référent its last day (included); the row stays, and the other parties are told.

    Raises:
        RegleMetierRefusee: when it has ended already, or that day comes before the first one.

    Exigence: CONV-08 (S0 3, S3 3)
    """
    instant = maintenant or timezone.now()
    with transaction.atomic():
        convention = verrouiller(referent.convention)
        exiger(autorise=peut_designer_referent(acteur, referent.partie))
        ligne: Referent = Referent.objects.select_for_update(of=("self",)).get(pk=referent.pk)
        _exiger_en_fonction(ligne, jour_de_la_convention(convention, instant))
        if not fin_possible(Mandat(ligne.partie_id, ligne.du, ligne.au), dernier_jour):
            raise RegleMetierRefusee(
                "fin_hors_periode",
                f"Ses fonctions ont commencé le {date_simple(ligne.du)}"
                + (f" et finissent le {date_simple(ligne.au)}" if ligne.au else "")
                + " : le dernier jour se choisit entre les deux.",
                convention.article_pour("referents"),
            )
        ligne.au = dernier_jour
        ligne.save(update_fields=["au"])
        journaliser(
            acteur,
            "conventions.terminer_referent",
            convention,
            partie=ligne.partie_id,
            au=dernier_jour.isoformat(),
        )
        _annoncer(
            acteur, ligne, f"une personne n’est plus référente après le {date_simple(dernier_jour)}", instant
        )
    return ligne


def parties_a_pourvoir(convention: Convention, le: date) -> list[Partie]:
    """Return the parties that have no référent on a day; none for a convention d'utilisation, whose métier has them.

    Exigence: CONV-08 (S0 3, S1m 4, S3 3, 10)
    """
    if convention.nature == Nature.UTILISATION:
        return []
    parties = {partie.pk: partie for partie in convention.parties.all()}
    mandats = [Mandat(*champs) for champs in convention.referents.values_list("partie_id", "du", "au")]
    return [parties[cle] for cle in parties_sans_referent(parties, mandats, le)]


def partie_de(acteur: Acteur, convention: Convention) -> Partie | None:
    """Return the party that the actor belongs to; ``None`` for a national référent, or the portal itself."""
    siennes = (
        Q(caisse__in=acteur.caisse_ids)
        if acteur.partenaire_id is None
        else Q(partenaire=acteur.partenaire_id)
    )
    return convention.parties.filter(siennes).select_related("caisse", "partenaire").order_by("pk").first()


def courriels_de_la_partie(partie: Partie, le: date) -> list[str]:
    """Return the addresses of the référents of one party on a day, each once.

    Exigence: CONV-08, CONV-23
    """
    en_fonction = partie.referents.filter(Q(au__isnull=True) | Q(au__gte=le), du__lte=le)
    en_fonction = en_fonction.exclude(utilisateur__is_active=False)
    return sorted({courriel.lower() for courriel in en_fonction.values_list("courriel", flat=True)})


def adresse_de(route: str, cle: object) -> str:
    """Return the absolute address of a page, for a mail."""
    return f"{settings.ADRESSE_PUBLIQUE}{reverse(route, kwargs={'cle': cle})}"


def exiger_convention_vivante(convention: Convention) -> None:
    """Refuse to write under a convention that was given up before it was signed."""
    if convention.etat == EtatConvention.ABANDONNEE:
        raise RegleMetierRefusee(
            "convention_abandonnee", "Ce projet de convention est abandonné : il se lit, rien ne s’y ajoute."
        )


def _exiger_en_fonction(referent: Referent, aujourdhui: date) -> None:
    if referent.au is not None and referent.au < aujourdhui:
        raise RegleMetierRefusee(
            "deja_termine", f"Cette personne n’est plus référente depuis le {date_simple(referent.au)}."
        )


def _ecrire(partie: Partie, personne: Personne, du: date, remplace: Referent | None) -> Referent:
    """Check who is named, then write the row."""
    qui = personne.complete()
    if not qui.nom.strip() or not qui.courriel.strip():
        raise RegleMetierRefusee(
            "personne_incomplete", "Indiquez un nom et un courriel, ou choisissez un compte."
        )
    if len(qui.courriel) > LONGUEUR_COURRIEL:
        raise RegleMetierRefusee("courriel_trop_long", "Ce courriel est trop long.")
    refuser_un_nir(qui.nom, qui.fonction, qui.telephone)
    if qui.compte is not None and not comptes_de(partie).filter(pk=qui.compte.pk).exists():
        raise RegleMetierRefusee(
            "compte_etranger", f"Ce compte n’est pas un compte actif de cette partie : {partie.libelle}."
        )
    _exiger_nouveau(partie, qui, du, remplace)
    return Referent.objects.create(
        convention=partie.convention,
        partie=partie,
        utilisateur=qui.compte,
        nom=qui.nom,
        fonction=qui.fonction,
        courriel=qui.courriel,
        telephone=qui.telephone,
        du=du,
    )


def _exiger_nouveau(partie: Partie, qui: Personne, du: date, remplace: Referent | None) -> None:
    memes = Q(courriel__iexact=qui.courriel)
    if qui.compte is not None:
        memes |= Q(utilisateur=qui.compte)
    deja = Referent.objects.filter(memes, partie=partie).filter(Q(au__isnull=True) | Q(au__gte=du))
    if remplace is not None:
        deja = deja.exclude(pk=remplace.pk)
    if deja.exists():
        raise RegleMetierRefusee("deja_referent", "Cette personne est déjà référente de cette partie.")


def _annoncer(acteur: Acteur, referent: Referent, nature: str, instant: datetime) -> None:
    """Tell the référents of the other parties: those of the party itself too, when another one did it."""
    sienne = partie_de(acteur, referent.convention)
    de_la_partie = sienne is not None and sienne.pk == referent.partie_id
    notifier(
        message=REFERENT_CHANGE,
        destinataires=courriels_des_referents(
            referent.convention,
            sauf=referent.partie if de_la_partie else None,
            le=jour_de_la_convention(referent.convention, instant),
        ),
        contexte={
            "structure": referent.partie.libelle,
            "reference": referent.convention.objet,
            "nature": nature,
            "lien": adresse_de("conventions:voir_referents", referent.convention.cle),
        },
    )
