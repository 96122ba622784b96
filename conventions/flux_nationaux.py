"""National data flows (S0 annexe 4) and priority themes (S0 annexe 2 § 3), as data (CONV-11).

The categories are those of the list of the Cnam and the Cnaf: words only, the portal holds none of these data.
"""

from typing import Any, Final

VERS_LA_CNAF: Final = "de la Cnam vers la Cnaf"
VERS_LA_CNAM: Final = "de la Cnaf vers la Cnam"
_FOYER: Final = "foyer : numéro d’allocataire, adresse, Caf"

FLUX: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "invalidite",
        "theme": "Invalidité",
        "finalite": "Dématérialiser les échanges pour la subrogation entre une pension d’invalidité et le RSA ou l’AAH.",
        "sens": f"{VERS_LA_CNAF}, puis retour",
        "donnees": "Aller : NIR, nature du droit, date d’effet, montant mensuel. Retour : NIR, montant de la subrogation.",
        "frequence": "quotidienne",
        "etat": "en cours de réalisation",
        "nom_du_flux": "",
        "mots_cles": ["invalidité", "pension d’invalidité", "subrogation"],
    },
    {
        "code": "demrsa",
        "theme": "Complémentaire santé solidaire",
        "finalite": "Transmettre les demandes de RSA faites en ligne, qui valent demande de C2S sauf opposition de la personne.",
        "sens": VERS_LA_CNAM,
        "donnees": (
            "Prestation : code, début, notification ; foyer : numéro d’allocataire, situation familiale, coordonnées, "
            "Caf ; membres : NIR, qualité, noms, naissance, parenté, nationalité, organisme d’assurance maladie, "
            "choix de l’organisme complémentaire."
        ),
        "frequence": "quotidienne",
        "etat": "fonctionnel",
        "nom_du_flux": "DemRSA",
        "mots_cles": ["demande de RSA", "demandes de RSA", "DemRSA", "ouverture du RSA"],
    },
    {
        "code": "rsaod",
        "theme": "Complémentaire santé solidaire",
        "finalite": "Actualiser les dossiers de RSA, entrées et sorties, pour prolonger et maintenir la C2S.",
        "sens": VERS_LA_CNAM,
        "donnees": (
            f"Prestation : code, début, fin, motif de fin ; {_FOYER} ; membres : NIR, civilité, noms, prénom, "
            "naissance, organisme d’assurance maladie."
        ),
        "frequence": "mensuelle",
        "etat": "fonctionnel",
        "nom_du_flux": "RSAOD",
        "mots_cles": ["RSA", "bénéficiaires du RSA", "allocataires du RSA", "RSAOD"],
    },
    {
        "code": "acs",
        "theme": "Complémentaire santé solidaire",
        "finalite": "Signaler les allocataires sans RSA dont les ressources ouvrent droit à la C2S avec participation.",
        "sens": VERS_LA_CNAM,
        "donnees": (
            f"Prestation : code, début, résidence en France ; {_FOYER} ; membres : NIR, civilité, qualité, noms, "
            "prénom, naissance."
        ),
        "frequence": "mensuelle",
        "etat": "fonctionnel",
        "nom_du_flux": "ACS",
        "mots_cles": ["C2S avec participation", "complémentaire santé solidaire", "C2S", "plafond de la C2S"],
    },
    {
        "code": "prestaod",
        "theme": "Maintien des droits",
        "finalite": "Maintenir les droits à l’assurance maladie selon les entrées et sorties des dispositifs de la branche famille.",
        "sens": VERS_LA_CNAM,
        "donnees": (
            f"Prestation : code, début, fin, motif, situation spécifique et sa période ; {_FOYER} ; bénéficiaires : "
            "NIR, noms, prénom, naissance."
        ),
        "frequence": "mensuelle",
        "etat": "fonctionnel",
        "nom_du_flux": "PRESTAOD",
        "mots_cles": ["maintien des droits", "AAH", "PrePare", "AJPP"],
    },
    {
        "code": "dsg",
        "theme": "Déclaration de grossesse",
        "finalite": "Transmettre les déclarations de grossesse faites par les professionnels de santé.",
        "sens": VERS_LA_CNAF,
        "donnees": (
            "Assurée : NIR, naissance, noms, régime et centre, coordonnées ; professionnel : nom, numéro, date présumée "
            "de grossesse, nombre d’enfants attendus, dates d’examen et de saisie."
        ),
        "frequence": "mensuelle",
        "etat": "fonctionnel",
        "nom_du_flux": "DSG",
        "mots_cles": ["déclaration de grossesse", "déclarations de grossesse", "grossesse"],
    },
)

THEMES: Final = {
    "jeunes": "Jeunes sortant de l’ASE sans solution, étudiants étrangers",
    "aidants": "Aidants familiaux",
    "precarite": "Personnes en situation de précarité",
    "separation": "Séparation, familles monoparentales",
    "naissance": "Naissance, jeunes parents",
}
