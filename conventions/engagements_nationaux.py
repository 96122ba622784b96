"""Who does what under each national modèle: the common ground and what the parties may add (CONV-18).

The utilisation of the portal has none: its obligations are the conditions of use. Order is that of the lists.
"""

from typing import Final, NamedTuple

from conventions.enums import Porteur

_INFORMER: Final = "Se connaître et informer"
_ORIENTER: Final = "Repérer et orienter"
_ACCOMPAGNER: Final = "Accompagner les démarches"
_SERVICE_SOCIAL: Final = "Service social de l’Assurance Maladie"
_PREVENTION: Final = "Prévention et centres d’examens de santé"
_NUMERIQUE: Final = "Services en ligne et inclusion numérique"
_SUIVRE: Final = "Faire vivre la convention"
_LOCAL: Final = "Initiatives locales"


class EngagementNational(NamedTuple):
    """An engagement of a national modèle.

    Attributes:
        rubrique: heading it comes under.
        texte: what is promised, a sentence.
        porteur: who carries it.
        optionnel: left to the choice of the parties.
    """

    rubrique: str
    texte: str
    porteur: Porteur
    optionnel: bool = False


def _caisse(rubrique: str, texte: str, *, optionnel: bool = False) -> EngagementNational:
    return EngagementNational(rubrique, texte, Porteur.CAISSE, optionnel)


def _partenaire(rubrique: str, texte: str, *, optionnel: bool = False) -> EngagementNational:
    return EngagementNational(rubrique, texte, Porteur.PARTENAIRE, optionnel)


def _ensemble(rubrique: str, texte: str, *, optionnel: bool = False) -> EngagementNational:
    return EngagementNational(rubrique, texte, Porteur.ENSEMBLE, optionnel)


_SESSIONS: Final = _caisse(
    _INFORMER,
    "Présenter en séance les droits, les aides et l’accompagnement proposés par l’Assurance Maladie.",
)
_INTERVENTIONS: Final = _ensemble(
    _INFORMER,
    "Convenir de la façon dont des agents de la caisse rencontrent les équipes ou le public accueilli.",
)
_SUPPORTS: Final = _caisse(
    _INFORMER,
    "Fournir des supports à jour et de quoi signaler un renoncement aux soins dans le respect du RGPD.",
)
_REFERENTS: Final = _ensemble(
    _SUIVRE, "Désigner chacun un référent, le dire aux autres, et échanger par le portail."
)
_POINTS: Final = _ensemble(
    _SUIVRE, "Faire le point régulièrement et présenter chaque année le bilan de ce qui a été fait."
)
_OPTIONS: Final = [
    _caisse(
        _PREVENTION,
        "Présenter l’examen de prévention en santé et les dépistages, vaccinations et programmes de suivi.",
        optionnel=True,
    ),
    _partenaire(
        _PREVENTION,
        "Proposer l’examen de prévention en santé aux personnes éloignées des soins, selon ses moyens.",
        optionnel=True,
    ),
    _caisse(
        _NUMERIQUE,
        "Ouvrir des ateliers pour apprendre à se servir du compte ameli et de Mon espace santé.",
        optionnel=True,
    ),
    _partenaire(
        _NUMERIQUE,
        "Faire connaître aux personnes accueillies les services en ligne, les ateliers et l’action sociale de la caisse.",
        optionnel=True,
    ),
    _ensemble(
        _LOCAL,
        "Mener une action locale pour les personnes en situation de précarité, décrite dans une fiche action.",
        optionnel=True,
    ),
]

_CCAS: Final = [
    _SESSIONS,
    _INTERVENTIONS,
    _SUPPORTS,
    _partenaire(
        _ORIENTER,
        "Proposer aux personnes dont les droits manquent ou qui renoncent à des soins d’être orientées vers la caisse.",
    ),
    _caisse(
        _SERVICE_SOCIAL,
        "Dire à quelles situations répond le service social, par des supports et des réunions d’information.",
    ),
    _caisse(_SERVICE_SOCIAL, "Donner les repères qui permettent de reconnaître une fragilité sociale."),
    _partenaire(
        _SERVICE_SOCIAL,
        "Proposer le service social, au 36 46, aux personnes qui le souhaitent et correspondent à ces repères.",
    ),
    _REFERENTS,
    _POINTS,
    *_OPTIONS,
]

_ASSOCIATION: Final = [
    _SESSIONS,
    _INTERVENTIONS,
    _SUPPORTS,
    _partenaire(
        _ORIENTER,
        "Proposer aux personnes qui le souhaitent d’être orientées vers la caisse : droits manquants, soins "
        "abandonnés, précarité.",
    ),
    _partenaire(
        _SERVICE_SOCIAL,
        "Attirer l’attention de la caisse sur les situations sociales complexes liées à la maladie.",
    ),
    _caisse(_SERVICE_SOCIAL, "Prendre en charge, par le service social, les personnes ainsi signalées."),
    _partenaire(
        _ACCOMPAGNER, "Aider les personnes qui le veulent à réunir leur dossier et à faire leurs démarches."
    ),
    _caisse(
        _ORIENTER,
        "Faire connaître l’aide du partenaire aux personnes en précarité que personne n’accompagne.",
    ),
    _REFERENTS,
    _POINTS,
    _caisse(
        _ACCOMPAGNER,
        "Tenir une permanence chez le partenaire, sur rendez-vous que celui-ci organise.",
        optionnel=True,
    ),
    *_OPTIONS,
]

_CAF: Final = [
    _caisse(
        _INFORMER,
        "Tenir les équipes de la Caf au courant des droits, des accompagnements, de la maternité et de la prévention.",
    ),
    _partenaire(
        _INFORMER,
        "Tenir les équipes de la caisse au courant des prestations familiales, de l’action sociale et des services "
        "en ligne de la Caf.",
    ),
    _ensemble(
        "Parcours coordonnés",
        "Rendre plus simples les parcours que les caisses nationales définissent pour les moments de vie fragiles.",
    ),
    _ensemble(
        "Parcours coordonnés",
        "Essayer sur le terrain les parcours nouveaux et utiliser les outils qui en sont tirés.",
        optionnel=True,
    ),
    _ensemble(
        "Accueil coordonné",
        "Proposer des rendez-vous coordonnés ou des séances d’information communes.",
        optionnel=True,
    ),
    _ensemble(
        "Accueil coordonné",
        "Partager un espace numérique ou des ateliers sur les services en ligne des deux organismes.",
        optionnel=True,
    ),
    _ensemble(
        "Accueil coordonné",
        "Ouvrir une permanence ou un accueil commun, si les moyens le permettent.",
        optionnel=True,
    ),
    _ensemble(
        _ORIENTER,
        "Chercher dans leurs propres données, comme la loi le permet, les risques de rupture de droits.",
    ),
    _ensemble(
        _ORIENTER, "Orienter à l’accueil chaque personne repérée vers le service utile de l’autre organisme."
    ),
    _partenaire(
        _ORIENTER,
        "Saisir la caisse par le portail : difficulté d’accès aux droits ou aux soins, rendez-vous, étude de dossier.",
    ),
    _caisse(
        _ORIENTER,
        "Saisir la Caf par un échange sécurisé pour une situation individuelle d’accès aux droits.",
        optionnel=True,
    ),
    _ensemble(
        _SUIVRE,
        "Définir et suivre un programme de travail commun : objectifs, indicateurs, échéances, livrables.",
    ),
    _REFERENTS,
]

_CPTS: Final = [
    _caisse(
        _INFORMER, "Former la CPTS, sur place ou à distance, aux droits, aux aides et à leurs évolutions."
    ),
    _caisse(
        _INFORMER, "Fournir des supports à jour et participer, selon ses moyens, aux événements de la CPTS."
    ),
    _partenaire(_INFORMER, "Suivre ces formations et remettre ces supports aux personnes accompagnées."),
    _caisse(
        _ACCOMPAGNER,
        "Étudier chaque situation signalée, ouvrir les droits qui peuvent l’être et dire par le portail ce qui est fait.",
    ),
    _caisse(
        _ACCOMPAGNER,
        "Traiter les dossiers urgents en quatorze jours, les autres dossiers complets en trente.",
    ),
    _partenaire(
        _ACCOMPAGNER,
        "Aider à réunir des dossiers complets et rappeler les droits à renouveler à leur échéance.",
    ),
    _partenaire(
        _ORIENTER,
        "Signaler par le portail les ruptures de droits et les renoncements aux soins, avec l’accord de la personne.",
    ),
    _caisse(
        _SERVICE_SOCIAL, "Orienter vers le service social ou la médiation quand la situation le demande."
    ),
    _partenaire(
        _NUMERIQUE,
        "Aider à se servir seul des services en ligne et encourager à choisir un médecin traitant.",
    ),
    _caisse(
        _PREVENTION, "Faire connaître l’offre de prévention, la lettre d’information et les appels à projets."
    ),
    _partenaire(_PREVENTION, "Proposer l’examen de prévention en santé et aider à préparer le rendez-vous."),
    _caisse(
        _PREVENTION,
        "Monter, à la demande de la CPTS, un atelier de prévention sur un thème choisi.",
        optionnel=True,
    ),
    _partenaire(
        _PREVENTION, "Étudier la réponse aux appels à projets de l’Assurance Maladie.", optionnel=True
    ),
    _ensemble(
        _SUIVRE, "Établir chaque année un bilan chiffré et commenté, chacun pour les indicateurs qu’il tient."
    ),
]

_CADRE: Final = [
    _caisse(
        "Animer les réseaux",
        "Faire valoir auprès des caisses l’intérêt de conventions locales et d’un traitement attentif des dossiers.",
    ),
    _partenaire(
        "Animer les réseaux",
        "Faire valoir auprès de ses structures l’intérêt de signer des conventions locales.",
    ),
    _caisse(
        _INFORMER,
        "Mettre à la disposition des caisses des supports pédagogiques et des outils de signalement conformes.",
    ),
    _partenaire(_INFORMER, "Relayer ces supports dans son réseau et en faciliter l’usage."),
    _partenaire(
        _ORIENTER,
        "Encourager le repérage des difficultés et l’orientation des personnes fragiles vers les caisses.",
    ),
    _partenaire(
        _ACCOMPAGNER,
        "Proposer, selon les besoins et les moyens, un accompagnement dans les démarches de santé.",
    ),
    _partenaire(
        _INFORMER, "Informer des services de l’Assurance Maladie que les conventions locales ont choisis."
    ),
    _ensemble(
        _SUIVRE,
        "Désigner des référents nationaux, qui animent la convention et coordonnent les référents locaux.",
    ),
    _ensemble(_SUIVRE, "Établir chaque année le bilan des conventions signées et des actions menées."),
    _ensemble(_SUIVRE, "Faire évoluer le partenariat selon les besoins et les bonnes pratiques repérés."),
    _ensemble(
        "Études", "Étudier ensemble l’accès aux droits et aux soins des personnes fragiles.", optionnel=True
    ),
    _partenaire(
        "Études", "Associer la Caisse nationale aux recherches menées sur l’accès à la santé.", optionnel=True
    ),
]

ENGAGEMENTS_NATIONAUX: Final[dict[str, list[EngagementNational]]] = {
    "cadre-nationale": _CADRE,
    "locale-ccas": _CCAS,
    "locale-association": _ASSOCIATION,
    "locale-caf": _CAF,
    "locale-cpts": _CPTS,
}
