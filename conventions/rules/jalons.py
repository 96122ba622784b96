"""The dated milestones of a convention, past and to come, from facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from conventions.enums import Nature, NatureEvenement, Reconduction
from conventions.rules.calendrier import ajouter_mois
from conventions.rules.delais import dernier_jour, limite_de_preavis, terme_suivant
from conventions.rules.faits_calendrier import CodeJalon, FaitsCalendrier, Jalon
from conventions.rules.jalons_suivi import force_majeure, lettres, suivi
from conventions.rules.vigueur import debut, fin_certaine
from espace_partenaires.web.dates import date_simple

# Accounts go six months after the end of the last convention (S1u 2.2.3).
MOIS_AVANT_EFFACEMENT_DES_COMPTES: Final = 6
ARTICLE_DES_COMPTES: Final = "Convention d’utilisation, article 2.2.3"
_UN_JOUR: Final = timedelta(days=1)


_RANG: Final = {code: rang for rang, code in enumerate(CodeJalon)}
_APRES_LA_FIN: Final = frozenset({CodeJalon.ACCES, CodeJalon.ATTESTATION, CodeJalon.EFFACEMENT})
# Facts told elsewhere: signatures by the parties, letters by the register, ends and renewals by the dates.
_TUS: Final = frozenset(
    {
        NatureEvenement.SIGNATURE,
        NatureEvenement.COURRIER_ENVOYE,
        NatureEvenement.COURRIER_RECU,
        NatureEvenement.MISE_EN_DEMEURE,
        NatureEvenement.RECONDUCTION_CONSTATEE,
        NatureEvenement.FIN_CONSTATEE,
    }
)


def jalons(faits: FaitsCalendrier, le: date) -> tuple[Jalon, ...]:
    """Return the milestones of a convention, in order; once it has ended, none is to come.

    An utilisation has the term and the end of its métier convention.

    Args:
        faits: the convention.
        le: the day, in the caisse's time zone.

    Exigence: CONV-04, CONV-06, CONV-09, CONV-13, CONV-17, CONV-21 (S0 14, 16, S1m 9, S1u 8, S3 4, 6, S4 7)
    """
    trouves = {*_passes(faits), *lettres(faits)}
    commence = debut(faits.vigueur)
    fin = fin_certaine(faits.vigueur) if commence else None
    if commence is not None:
        trouves.add(Jalon(CodeJalon.EFFET, commence, "Entrée en vigueur", faits.article_pour("effet")))
        trouves |= {*_du_terme(faits, commence, le), *_de_la_fin(faits, le), *force_majeure(faits)}
        if fin is None or fin >= le:
            trouves |= suivi(faits, commence, le)
    gardes = (jalon for jalon in trouves if _a_sa_place(jalon, fin, le))
    return tuple(sorted(gardes, key=lambda jalon: (jalon.le, _RANG[jalon.code], jalon.libelle)))


def _a_sa_place(jalon: Jalon, fin: date | None, le: date) -> bool:
    """Leave out what the end of the convention makes void."""
    if fin is None or jalon.le <= min(fin, le):
        return True
    if fin < le:
        return jalon.le <= le and not jalon.attendu
    return jalon.le <= fin or jalon.code in _APRES_LA_FIN


def _passes(faits: FaitsCalendrier) -> set[Jalon]:
    """Return what happened: signatures, facts, comités, evaluations; and the comités planned."""
    comite, evaluation = faits.article_pour("comite"), faits.article_pour("evaluation")
    return {
        *(
            Jalon(CodeJalon.SIGNATURE, jour, f"Signature : {nom}", faits.article_pour("effet"))
            for nom, jour in faits.signataires
        ),
        *(
            Jalon(
                CodeJalon.FAIT,
                fait.survenu_le,
                NatureEvenement(fait.nature).label,
                fait.article or faits.article,
                f"Jusqu’au {date_simple(fait.terme_le)} inclus." if fait.terme_le else "",
            )
            for fait in faits.faits
            if fait.nature not in _TUS
        ),
        *(
            _reconduction(faits, fait.effet_le)
            for fait in faits.faits
            if fait.nature == NatureEvenement.RECONDUCTION_CONSTATEE and fait.effet_le
        ),
        *(Jalon(CodeJalon.COMITE_TENU, j, "Comité de pilotage tenu", comite) for j in faits.comites_tenus),
        *(Jalon(CodeJalon.COMITE_PREVU, j, "Comité de pilotage prévu", comite) for j in faits.comites_prevus),
        *(Jalon(CodeJalon.EVALUATION_TENUE, j, "Évaluation partagée", evaluation) for j in faits.evaluations),
    }


def _reconduction(faits: FaitsCalendrier, le: date) -> Jalon:
    return Jalon(CodeJalon.RECONDUCTION, le, "Reconduction tacite", faits.article_pour("reconduction"))


def reconductions(faits: FaitsCalendrier, le: date) -> list[date]:
    """Return the first day of each tacit renewal that has taken place, oldest first.

    Args:
        faits: the convention.
        le: the day.

    Exigence: CONV-04 (S0 14.1, S1m 9.2)
    """
    vigueur, commence = faits.vigueur, debut(faits.vigueur)
    if commence is None or vigueur.reconduction != Reconduction.TACITE or not vigueur.duree_mois:
        return []
    fin = fin_certaine(vigueur)
    terme = vigueur.terme_fixe or dernier_jour(commence, vigueur.duree_mois)
    trouvees = []
    while terme < le and (fin is None or terme < fin):
        trouvees.append(terme + _UN_JOUR)
        terme = terme_suivant(terme, vigueur.duree_mois)
    return trouvees


def terme_courant(faits: FaitsCalendrier, commence: date, le: date) -> date | None:
    """Return the last day of the term that runs; ``None`` without a duration, or once the end is decided before.

    Args:
        faits: a convention that has its own term.
        commence: its first day.
        le: the day.

    Exigence: CONV-02, CONV-04 (S0 14.1, S1m 9.2)
    """
    vigueur = faits.vigueur
    if vigueur.duree_mois is None and vigueur.terme_fixe is None:
        return None
    terme = vigueur.terme_fixe or dernier_jour(commence, vigueur.duree_mois or 1)
    if vigueur.reconduction == Reconduction.TACITE:
        while terme < le and vigueur.duree_mois:
            terme = terme_suivant(terme, vigueur.duree_mois)
    if terme < le or any(fin <= terme for fin in (*vigueur.refus, *vigueur.resiliations)):
        return None
    return terme


def _du_terme(faits: FaitsCalendrier, commence: date, le: date) -> set[Jalon]:
    """Return renewals past, the end of the term that runs, and the last day to act before it."""
    if faits.vigueur.reconduction == Reconduction.PARENTE:
        depuis = debut(faits.metier.vigueur) if faits.metier else None
        if faits.metier is None or depuis is None:
            return set()
        du_terme = _du_terme(faits.metier, depuis, le)
        return {replace(jalon, de_la_metier=True) for jalon in du_terme if jalon.le >= commence}
    passes = {_reconduction(faits, jour) for jour in reconductions(faits, le)}
    terme = terme_courant(faits, commence, le)
    return passes if terme is None else {*passes, *_echeances(faits, terme)}


def _echeances(faits: FaitsCalendrier, terme: date) -> set[Jalon]:
    article = faits.article_pour("reconduction")
    limite = limite_de_preavis(terme, faits.preavis_mois) if faits.preavis_mois else terme
    if faits.vigueur.reconduction == Reconduction.EXPRESSE:
        au_terme = "La convention expire ce jour-là, sauf renouvellement demandé à temps par une partie."
        libelle = "Dernier jour pour recevoir une demande de renouvellement"
        avant = f"Sans elle, la convention expire le {date_simple(terme)}."
    else:
        au_terme = "La convention est ensuite reconduite tacitement, sauf refus d’une partie."
        libelle = "Dernier jour pour refuser la reconduction"
        avant = f"Sans refus, la convention est reconduite à partir du {date_simple(terme + _UN_JOUR)}."
    return {
        Jalon(CodeJalon.TERME, terme, "Fin du terme en cours", article, au_terme),
        Jalon(CodeJalon.LIMITE, limite, libelle, article, avant),
    }


def _fin(faits: FaitsCalendrier, le: date) -> Jalon | None:
    """Return the end that nothing averts any more: decided, past, or that of the métier convention."""
    vigueur = faits.vigueur
    fin = fin_certaine(vigueur)
    if fin is None:
        return None
    if fin in (*vigueur.resiliations, *vigueur.refus):
        resiliee = fin in vigueur.resiliations
        nature = NatureEvenement.RESILIATION if resiliee else NatureEvenement.REFUS_DE_RECONDUCTION
        libelle = f"Fin de la convention : {'résiliation' if resiliee else 'reconduction refusée'}"
        return Jalon(CodeJalon.FIN, fin, libelle, _article_du_fait(faits, nature, fin))
    if vigueur.nature == Nature.UTILISATION and faits.metier:
        metier = _fin(faits.metier, le)
        return metier and replace(metier, libelle="Fin, avec la convention métier", de_la_metier=True)
    libelle = "Fin de la convention : terme non renouvelé"
    return None if fin >= le else Jalon(CodeJalon.FIN, fin, libelle, faits.article_pour("duree"))


def _article_du_fait(faits: FaitsCalendrier, nature: str, fin: date) -> str:
    articles = (fait.article for fait in faits.faits if fait.nature == nature and fait.effet_le == fin)
    return next(articles, "") or faits.article


def _de_la_fin(faits: FaitsCalendrier, le: date) -> set[Jalon]:
    """Return the end and what follows from it."""
    fin = _fin(faits, le)
    if fin is None:
        return set()
    lendemain = fin.le + _UN_JOUR
    suites = {
        fin,
        Jalon(
            CodeJalon.ATTESTATION,
            lendemain,
            "Attestation de destruction des données demandée au partenaire",
            faits.article_pour("destruction"),
        ),
    }
    if faits.vigueur.nature == Nature.UTILISATION:
        effaces = ajouter_mois(lendemain, MOIS_AVANT_EFFACEMENT_DES_COMPTES)
        sans_autre = "S’il ne reste au partenaire aucune autre convention d’utilisation."
        suites |= {
            Jalon(CodeJalon.ACCES, lendemain, "Comptes inactivés", ARTICLE_DES_COMPTES, sans_autre),
            Jalon(CodeJalon.EFFACEMENT, effaces, "Comptes effacés", ARTICLE_DES_COMPTES, sans_autre),
        }
    return suites
