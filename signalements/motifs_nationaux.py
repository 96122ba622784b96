"""The motifs of the nation and what each needs, as data (DEM-01, DEM-07, DEM-12, NOV-04).

Loaded once: what an admin changes afterwards stays. A caisse narrows them with ``ReglageMotif``.
"""

from dataclasses import dataclass
from typing import Any, Final

from conventions.enums import Service
from signalements.enums import Droit

_C2S_EN_LIGNE: Final = (
    "Si la personne a un compte ameli, elle peut faire sa demande de Complémentaire santé solidaire en ligne, "
    "dans « Mes démarches » : c’est souvent plus rapide."
)
_PAGE_C2S: Final = "https://www.complementaire-sante-solidaire.gouv.fr/cmu-c-demarche.php"
_AMELI: Final = "https://www.ameli.fr/"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that a motif needs.

    Attributes:
        code: stable code.
        libelle: words.
        exemple: what is accepted.
        obligatoire: the demande is not complete without it.
        formulaire: where an official form is found.
    """

    code: str
    libelle: str
    exemple: str = ""
    obligatoire: bool = True
    formulaire: str = ""


@dataclass(frozen=True, slots=True)
class MotifNational:
    """A motif, its settings (columns of ``Motif``) and its documents."""

    nature: Service
    code: str
    libelle: str
    reglages: dict[str, Any]
    pieces: tuple[Piece, ...] = ()


_IDENTITE: Final = Piece(
    "identite",
    "Pièce d’identité",
    "Carte nationale d’identité recto verso, passeport ou titre de séjour, en entier.",
)
_RIB: Final = Piece("rib", "Relevé d’identité bancaire", "Au nom de la personne.", obligatoire=False)
_RESIDENCE: Final = Piece(
    "residence",
    "Justificatif de résidence",
    "Quittance, facture d’énergie, attestation d’hébergement ou de domiciliation, de moins de trois mois.",
)
_IMPOT: Final = Piece(
    "avis_impot",
    "Avis d’imposition ou avis de situation déclarative",
    "Le dernier reçu, toutes les pages. À défaut, le justificatif fiscal du pays de l’année passée.",
)
_RESSOURCES: Final = Piece(
    "ressources",
    "Justificatifs de ressources",
    "Ceux des trois derniers mois : salaires, allocations, pensions.",
)
_FORMULAIRE_C2S: Final = Piece(
    "s3711",
    "Formulaire S3711 (Cerfa 12504), daté et signé",
    "Un seul formulaire pour tout le foyer ; les choix de l’organisme et la signature sont remplis.",
    formulaire=_PAGE_C2S,
)
_C2S: Final = (_FORMULAIRE_C2S, _IMPOT)
_ETUDE: Final = Service.ETUDE
_DOCUMENT: Final = Service.DOCUMENT


def _document(code: str, libelle: str, **reglages: Any) -> MotifNational:
    return MotifNational(_DOCUMENT, code, libelle, {"livrable": True, **reglages})


MOTIFS: Final[tuple[MotifNational, ...]] = (
    MotifNational(
        _ETUDE,
        "puma",
        "Ouvrir des droits à l’assurance maladie (PUMa)",
        {"droit": Droit.PUMA, "urgence_possible": True},
        (
            Piece(
                "s1106",
                "Formulaire S1106, demande d’ouverture de droits, daté et signé",
                "Toutes les pages, la signature comprise.",
                formulaire=_AMELI,
            ),
            _IDENTITE,
            Piece(
                "residence_3m", "Preuve de résidence en France depuis plus de trois mois", _RESIDENCE.exemple
            ),
            _RIB,
        ),
    ),
    MotifNational(
        _ETUDE,
        "c2s_sans",
        "Complémentaire santé solidaire sans participation",
        {"droit": Droit.C2S_SANS, "urgence_possible": True, "rappel": _C2S_EN_LIGNE},
        _C2S,
    ),
    MotifNational(
        _ETUDE,
        "c2s_avec",
        "Complémentaire santé solidaire avec participation",
        {"droit": Droit.C2S_AVEC, "urgence_possible": True, "rappel": _C2S_EN_LIGNE},
        _C2S,
    ),
    MotifNational(
        _ETUDE,
        "ame_renouvellement",
        "Renouveler l’aide médicale de l’État (AME)",
        {
            "droit": Droit.AME,
            "urgence_possible": True,
            "aide": "À envoyer dans les deux mois qui précèdent la fin des droits.",
        },
        (
            Piece(
                "s3720",
                "Formulaire S3720 (Cerfa 11573), daté et signé",
                "Toutes les pages, la signature comprise.",
                formulaire=_AMELI,
            ),
            _IDENTITE,
            _RESIDENCE,
            _RESSOURCES,
            Piece("photo", "Formulaire avec la photo", "Une photo récente par personne.", obligatoire=False),
        ),
    ),
    MotifNational(
        _ETUDE,
        "ame_premiere",
        "Première demande d’aide médicale de l’État (AME)",
        {
            "droit": Droit.AME,
            "urgence_possible": True,
            "propose": False,
            "aide": "Beaucoup de caisses la reçoivent en personne : la vôtre l’accepte ici.",
        },
        (
            Piece(
                "s3720",
                "Formulaire S3720 (Cerfa 11573), daté et signé",
                "Toutes les pages, la signature comprise.",
                formulaire=_AMELI,
            ),
            _IDENTITE,
            Piece(
                "residence_3m", "Preuve de résidence en France depuis plus de trois mois", _RESIDENCE.exemple
            ),
            _RESSOURCES,
        ),
    ),
    MotifNational(
        _ETUDE,
        "soins_urgents",
        "Prise en charge de soins urgents",
        {"droit": Droit.SOINS_URGENTS, "urgence_possible": True},
        (_IDENTITE,),
    ),
    MotifNational(
        _ETUDE,
        "ass",
        "Aide financière de l’action sanitaire et sociale",
        {"droit": Droit.ASS, "urgence_possible": True},
        (
            Piece(
                "demande_ass",
                "Formulaire de demande d’aide financière, daté et signé",
                "Celui de votre caisse.",
                formulaire=_AMELI,
            ),
            _RESSOURCES,
            _IMPOT,
            Piece(
                "devis", "Devis ou facture de la dépense", "Au nom de la personne, daté.", obligatoire=False
            ),
        ),
    ),
    MotifNational(
        _ETUDE,
        "mise_a_jour",
        "Mettre à jour le dossier",
        {
            "droit": Droit.MISE_A_JOUR,
            "aide": "Changement d’adresse, de situation de famille, de coordonnées…",
        },
        (Piece("justificatif", "Justificatif du changement", "Daté, au nom de la personne."), _RIB),
    ),
    MotifNational(
        _ETUDE,
        "rupture",
        "Rupture de droits",
        {
            "droit": Droit.AUTRE,
            "urgence_possible": True,
            "aide": "La personne avait des droits et n’en a plus, sans savoir pourquoi.",
        },
        (_IDENTITE, Piece("courrier", "Dernier courrier de la caisse", "S’il y en a un.", obligatoire=False)),
    ),
    MotifNational(
        Service.CONTACT,
        "suivi",
        "Suivre une démarche déjà faite hors du portail",
        {"aide": "Une démarche faite ici se suit dans sa page."},
    ),
    MotifNational(Service.CONTACT, "droits", "Comprendre les droits d’une personne", {}),
    MotifNational(Service.CONTACT, "identite", "Retrouver le dossier d’une personne", {}, (_IDENTITE,)),
    MotifNational(
        Service.CONTACT,
        "question_generale",
        "Question générale, qui ne concerne personne en particulier",
        {"sans_personne": True, "aide": "Une règle, un dispositif, une procédure."},
    ),
    MotifNational(Service.RENDEZ_VOUS, "droits", "Faire le point sur ses droits", {}),
    MotifNational(Service.RENDEZ_VOUS, "dossier", "Constituer ou compléter un dossier", {}),
    MotifNational(Service.RENDEZ_VOUS, "numerique", "Apprendre à se servir du compte ameli", {}),
    MotifNational(Service.RENDEZ_VOUS, "aide_financiere", "Parler d’une aide financière", {}),
    _document("attestation", "Attestation de droits"),
    _document("notification", "Notification de droits ou justificatif de prestations"),
    _document("vitale_perte_vol", "Formulaire de perte ou de vol de carte Vitale"),
    _document("certificat", "Certificat provisoire de remplacement (CEAM)"),
    _document("bon_vaccin_depistage", "Bon de prise en charge de vaccination ou de dépistage"),
    _document("mtdents", "Bon de prise en charge M’T Dents"),
    _document("eps", "Invitation à un examen de prévention en santé"),
    _document(
        "autre", "Autre type de document", livrable=False, aide="Précisez lequel, sans parler de santé."
    ),
)
# What a territory does not have: Mayotte knows neither PUMa nor AME.
NON_PROPOSES: Final[dict[str, frozenset[str]]] = {
    "976": frozenset({"puma", "ame_renouvellement", "ame_premiere"}),
}
