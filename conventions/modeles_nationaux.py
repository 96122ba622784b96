"""The six modèles of the nation, as data (CONV-02). Durations and notices in months, other delays in days."""

from typing import Any, Final

from conventions.enums import (
    DepartMiseEnDemeure,
    Evaluation,
    FinUnilaterale,
    Nature,
    Reconduction,
    RegimeDiffusion,
    RythmeComite,
    Service,
)

TOUS_LES_SERVICES: Final = [service.value for service in Service]
_LA_CAISSE: Final = "La caisse signataire de la convention"
_ECRIRE: Final = "À la directrice ou au directeur de la caisse, ou à son délégué à la protection des données"
_QUINZE_JOURS_DEPUIS_L_ENVOI: Final = {
    "mise_en_demeure_jours": 15,
    "mise_en_demeure_depart": DepartMiseEnDemeure.ENVOI,
}
_LOCALE: Final = {
    "nature": Nature.METIER,
    "bilan_annuel": True,
    "responsable_de_traitement": _LA_CAISSE,
    "contact_droits": _ECRIRE,
}


def _articles(texte: str, **numeros: str) -> dict[str, str]:
    """Return the article of each act: « texte, article numéro »."""
    return {acte: f"{texte}, {numero}" for acte, numero in numeros.items()}


def _articles_de_la_locale(texte: str) -> dict[str, str]:
    """Return the articles of the convention locale signed with a CCAS, an UDCCAS or an association."""
    return _articles(
        texte,
        effet="article 9.1",
        duree="article 9.1",
        reconduction="article 9.2",
        evaluation="article 9.2",
        avenant="article 9.3",
        mise_en_demeure="article 9.4",
        referents="article 4",
        comite="article 5",
        usage_du_nom="article 7",
        destruction="annexe sur la protection des données, § 7",
    )


_ANNUELLE_TACITE: Final = {
    **_LOCALE,
    **_QUINZE_JOURS_DEPUIS_L_ENVOI,
    "duree_mois": 12,
    "reconduction": Reconduction.TACITE,
    "evaluation": Evaluation.ACTUALISATION,
    "comite": RythmeComite.ANNUEL,
    "services_par_defaut": TOUS_LES_SERVICES,
}
_CADRE, _CCAS, _AUTRE, _CAF, _CPTS, _PORTAIL = (
    "Convention cadre nationale",
    "Convention locale CCAS–UDCCAS",
    "Convention locale",
    "Convention locale CPAM–CAF",
    "Convention locale CPAM–CPTS",
    "Convention d’utilisation",
)

MODELES: Final[dict[str, dict[str, Any]]] = {
    "cadre-nationale": {
        **_ANNUELLE_TACITE,
        "libelle": "Convention cadre nationale",
        "nature": Nature.CADRE,
        "comite": RythmeComite.FEVRIER_MARS,
        "services_par_defaut": [],
        "article": f"{_CADRE}, article 6",
        "articles": _articles(
            _CADRE,
            effet="article 6.1",
            duree="article 6.1",
            reconduction="article 6.2",
            evaluation="article 6.2",
            avenant="article 6.3",
            mise_en_demeure="article 6.4",
            referents="article 3",
            comite="article 4",
            usage_du_nom="articles 5 et 14",
            destruction="annexe sur la protection des données, § 7",
        ),
    },
    "locale-ccas": {
        **_ANNUELLE_TACITE,
        "libelle": "Convention locale avec un CCAS ou une UDCCAS",
        "article": f"{_CCAS}, article 9",
        "articles": _articles_de_la_locale(_CCAS),
    },
    "locale-association": {
        **_ANNUELLE_TACITE,
        "libelle": "Convention locale avec une association ou un autre organisme",
        "article": f"{_AUTRE}, article 9",
        "articles": _articles_de_la_locale(_AUTRE),
    },
    "locale-caf": {
        **_LOCALE,
        **_QUINZE_JOURS_DEPUIS_L_ENVOI,
        "consentement_toujours": True,
        "libelle": "Convention locale avec une caisse d’allocations familiales",
        "duree_mois": 36,
        "reconduction": Reconduction.EXPRESSE,
        "preavis_mois": 3,
        "fin_unilaterale": FinUnilaterale.A_TOUT_MOMENT,
        "force_majeure_jours": 30,
        "evaluation": Evaluation.AVENANT,
        "comite": RythmeComite.ANNUEL,
        "diffusion_des_etudes": RegimeDiffusion.AUTORISATION,
        "services_par_defaut": [Service.SIGNALEMENT, Service.RENDEZ_VOUS, Service.ETUDE],
        "article": f"{_CAF}, article 14",
        "articles": _articles(
            _CAF,
            effet="article 14.1",
            duree="article 14.1",
            reconduction="article 14.1",
            caducite="article 14.2",
            evaluation="article 14.3",
            avenant="article 14.3",
            fin_unilaterale="article 14.4.1",
            mise_en_demeure="article 14.4.2",
            force_majeure="article 16",
            referents="article 3",
            comite="article 4",
            fiche_action="articles 8 à 10",
            usage_du_nom="articles 11 et 12",
            destruction="annexe 2, § 7",
        ),
    },
    "locale-cpts": {
        **_LOCALE,
        "libelle": "Convention locale avec une CPTS",
        "duree_mois": 12,
        "reconduction": Reconduction.TACITE,
        "fin_unilaterale": FinUnilaterale.FIN_DE_TRIMESTRE,
        "services_par_defaut": TOUS_LES_SERVICES,
        "article": f"{_CPTS}, article 7",
        "articles": _articles(
            _CPTS,
            effet="article 7",
            duree="article 7",
            reconduction="article 7",
            avenant="article 7",
            fin_unilaterale="article 7",
            referents="article 4",
            bilan="article 6",
            destruction="annexe 5, § 7",
        ),
    },
    "utilisation": {
        "libelle": "Convention d’utilisation du portail",
        "nature": Nature.UTILISATION,
        "duree_mois": None,
        "reconduction": Reconduction.PARENTE,
        "mise_en_demeure_jours": 30,
        "mise_en_demeure_depart": DepartMiseEnDemeure.RECEPTION,
        "seconde_lettre": True,
        "responsable_de_traitement": _LA_CAISSE,
        "contact_droits": _ECRIRE,
        "services_par_defaut": [],
        "article": f"{_PORTAIL}, article 8",
        "articles": _articles(
            _PORTAIL,
            effet="article 8.1",
            duree="article 8.1",
            reconduction="article 8.1",
            mise_en_demeure="article 8.2",
            avenant="article 8.3",
            coupure="article 4.1",
        ),
    },
}
