"""What an avenant must satisfy before each act; each refusal says what to do (CONV-07)."""

from collections.abc import Mapping
from datetime import date

from conventions.enums import EtatAvenant, EtatConvention, NatureEvenement
from conventions.models import Avenant, Convention, Engagement, Partie
from conventions.rules import avenants as rules
from conventions.rules.termes import Valeur, terme_avec_duree
from conventions.selectors_termes import debut_du_terme_en_cours, termes_modifiables
from espace_partenaires.exceptions import RegleMetierRefusee
from espace_partenaires.web.dates import date_simple


class TermeRefuse(RegleMetierRefusee):
    """A term that the avenant cannot change so.

    Args:
        terme: its name, which is that of the field.
        message: what to do.
        article: the text it rests on.
    """

    def __init__(self, terme: str, message: str, article: str) -> None:
        super().__init__("terme_refuse", message, article)
        self.terme = terme


def exiger_transition(avenant: Avenant, action: str, acte: str) -> str:
    """Return the state an act leads to, or refuse it: the table of ``rules`` decides."""
    arrivee = rules.etat_apres(avenant.etat, action)
    if arrivee is None:
        etat = EtatAvenant(avenant.etat).label.lower()
        raise RegleMetierRefusee(
            "etat_incompatible", f"{acte} : impossible, l’avenant est à l’état « {etat} »."
        )
    return arrivee


def exiger_en_vigueur(convention: Convention, le: date) -> None:
    """An avenant amends a convention signed by all and in force that day.

    Raises:
        RegleMetierRefusee: with what to do.
    """
    article = convention.article_pour("avenant")
    if convention.etat != EtatConvention.SIGNEE:
        raise RegleMetierRefusee(
            "convention_non_signee",
            "Un avenant modifie une convention signée par toutes les parties. Tant que celle-ci est un projet, "
            "corrigez le projet lui-même.",
            article,
        )
    if not Convention.objects.filter(pk=convention.pk).en_vigueur(le).exists():
        raise RegleMetierRefusee(
            "convention_pas_en_vigueur",
            f"La convention n’est pas en vigueur au {date_simple(le)} : un avenant ne peut plus la modifier. "
            "Préparez une nouvelle convention.",
            article,
        )


def exiger_ouverte_aux_avenants(convention: Convention, aujourdhui: date) -> None:
    """In force, no other avenant under way, and evaluated where its text asks for it (CONV-17).

    Raises:
        RegleMetierRefusee: with what to do.
    """
    exiger_en_vigueur(convention, aujourdhui)
    article = convention.article_pour("avenant")
    en_cours = convention.avenants.filter(etat__in=[EtatAvenant.BROUILLON, EtatAvenant.EN_SIGNATURE]).first()
    if en_cours is not None:
        raise RegleMetierRefusee(
            "avenant_en_cours",
            f"L’avenant n° {en_cours.numero} à cette convention est en cours : menez-le à son terme d’abord.",
            article,
        )
    if rules.attend_une_evaluation(
        convention.evaluation,
        evaluation_tenue=convention.evaluations.filter(tenue_le__lte=aujourdhui).exists(),
        clauses_caduques=convention.evenements.filter(nature=NatureEvenement.CADUCITE).exists(),
    ):
        raise RegleMetierRefusee(
            "evaluation_absente",
            "Cette convention se modifie après une évaluation partagée de sa première année. Tenez-la, puis "
            "enregistrez-la avant de préparer l’avenant.",
            convention.article_pour("evaluation"),
        )


def verifier_changements(
    convention: Convention, actuels: Mapping[str, Valeur], apres: Mapping[str, Valeur], texte: str
) -> None:
    """Each term may change, within its bounds; and something changes.

    Raises:
        TermeRefuse: for a term.
        RegleMetierRefusee: ``avenant_vide``.
    """
    article = convention.article_pour("avenant")
    refus = rules.premier_refus(termes_modifiables(convention), actuels, apres)
    if refus is not None:
        raise TermeRefuse(refus.terme, refus.message, article)
    _verifier_engagements(convention, apres.get(rules.ENGAGEMENTS))
    if not apres and not texte.strip():
        raise RegleMetierRefusee(
            "avenant_vide", "Modifiez au moins un terme, ou écrivez en toutes lettres ce qui change.", article
        )


def _verifier_engagements(convention: Convention, cles: Valeur) -> None:
    if not isinstance(cles, list):
        return
    au_choix = Engagement.objects.filter(modele=convention.modele_id, optionnel=True, pk__in=cles)
    if au_choix.count() != len(set(cles)):
        raise TermeRefuse(
            rules.ENGAGEMENTS,
            "Choisissez parmi les engagements que le modèle laisse au choix.",
            convention.modele.article,
        )


def terme_ainsi_fixe(avenant: Avenant, effet_le: date, aujourdhui: date) -> date | None:
    """Return the last day of the running term with the avenant's new duration; ``None`` when it changes none.

    Raises:
        TermeRefuse: the term would end in the past.
    """
    duree = avenant.modifications.get("duree_mois", {}).get("apres")
    depart = debut_du_terme_en_cours(avenant.convention, effet_le) if duree else None
    if depart is None:
        return None
    terme_le = terme_avec_duree(depart, duree)
    if rules.terme_deja_passe(terme_le, effet_le, aujourdhui):
        raise TermeRefuse(
            "duree_mois",
            f"Avec {duree} mois, le terme commencé le {date_simple(depart)} aurait fini le "
            f"{date_simple(terme_le)} : un terme ne finit jamais dans le passé. Choisissez une durée plus longue.",
            avenant.convention.article_pour("duree"),
        )
    return terme_le


def verifier_signature(avenant: Avenant, partie: Partie, signee_le: date, aujourdhui: date) -> None:
    """A party signs once, not in the future, nor before what the avenant amends.

    Raises:
        RegleMetierRefusee: with the reason.
    """
    deja = avenant.signatures.filter(partie=partie).first()
    if deja is not None:
        raise RegleMetierRefusee(
            "deja_signee", f"Cette partie a déjà signé l’avenant le {date_simple(deja.signee_le)}."
        )
    if signee_le > aujourdhui:
        raise RegleMetierRefusee("signature_future", "La date de signature ne peut pas être dans le futur.")
    debut = Convention.objects.avec_dates().get(pk=avenant.convention_id).debut
    precedent = (
        avenant.convention.avenants.filter(etat=EtatAvenant.SIGNE).order_by("effet_le", "numero").last()
    )
    if precedent is not None and precedent.effet_le is not None and signee_le < precedent.effet_le:
        raise RegleMetierRefusee(
            "signature_avant_avenant",
            f"L’avenant n° {precedent.numero} est en vigueur depuis le {date_simple(precedent.effet_le)} : celui-ci "
            "se signe ce jour-là au plus tôt.",
        )
    if debut is not None and signee_le < debut:
        raise RegleMetierRefusee(
            "signature_avant_convention",
            f"La convention est en vigueur depuis le {date_simple(debut)} : son avenant se signe ce jour-là au plus tôt.",
        )


def tous_ont_signe(avenant: Avenant) -> bool:
    """Tell whether every party of the convention has signed the avenant."""
    signees = avenant.signatures.values("partie")
    return not avenant.convention.parties.exclude(pk__in=signees).exists()
