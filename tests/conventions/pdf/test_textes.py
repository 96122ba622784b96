"""What each modèle prints: its figures, its articles, and nothing of the others."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conventions.documents import convention_pdf
from conventions.documents.convention import contexte_de_convention, rediger_convention
from conventions.enums import Porteur
from conventions.modeles_nationaux import MODELES
from conventions.models import Convention, Engagement, EngagementRetenu, FluxNational, Partie, Referent
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME
from tests.conventions.pdf.outils import (
    TOUS_LES_MODELES,
    a_plat,
    creer,
    la_caisse,
    le_ccas,
    lue,
    pages_du,
    racine,
    sans_balises,
    texte_du,
)
from tests.factories.conventions import creer_caisse, creer_convention, creer_modele

pytestmark = pytest.mark.django_db
MAINTENANT = datetime(2026, 11, 22, 9, tzinfo=UTC)
GABARITS = Path("templates/conventions/pdf")
REFERENCE = re.compile(r"(?:articles?|annexe)(?:&nbsp;|\s)+\d[^<.;]*")

# modèle → what it must say, what it must not.
FIGURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "locale-ccas": (
        (
            "durée d’un an (12 mois)",
            "reconduite tacitement",
            "quinze (15) jours calendaires à compter de l’envoi de cette lettre",
            "une fois par an au minimum",
            "24 heures",
            "48 heures",
            "18 mois",
            "actualiser la convention au moment de la renouveler",
            "en avertit les autres par écrit",
        ),
        ("seconde lettre", "force majeure", "trimestre civil", "ne se reconduit pas d’elle-même"),
    ),
    "locale-association": (
        (
            "durée d’un an (12 mois)",
            "quinze (15) jours calendaires à compter de l’envoi",
            "que le partenaire reçoit",
        ),
        ("seconde lettre", "centres communaux", "trimestre civil"),
    ),
    "locale-caf": (
        (
            "durée de trois ans (36 mois)",
            "ne se reconduit pas d’elle-même",
            "trois (3) mois avant la fin de la convention",
            "quinze (15) jours calendaires à compter de l’envoi de cette lettre",
            "au-delà de trente (30) jours à compter de sa notification",
            "la partie touchée, et elle seule",
            "ces clauses seules deviennent caduques",
            "ouvre la faculté de la modifier",
            "lui en demande auparavant l’autorisation écrite",
            "à la date postérieure qu’elle fixe",
            "48 heures",
            "18 mois",
        ),
        ("reconduite tacitement", "trimestre civil", "24 heures", "seconde lettre"),
    ),
    "locale-cpts": (
        (
            "durée d’un an (12 mois)",
            "reconduite tacitement",
            "le dernier jour du trimestre civil qui suit celui au cours duquel la lettre a été reçue",
            "14 jours",
            "30 jours calendaires",
            "48 heures",
            "3 ans",
            "18 mois",
            "au nom de la Caisse nationale de l’Assurance Maladie",
        ),
        ("en demeure", "Comité de pilotage", "comité de pilotage", "force majeure", "seconde lettre"),
    ),
    "cadre-nationale": (
        (
            "durée d’un an (12 mois)",
            "en février ou en mars",
            "quinze (15) jours calendaires à compter de l’envoi",
            "Titre III",
            "laisse subsister les conventions locales",
        ),
        ("seconde lettre", "trimestre civil", "force majeure"),
    ),
    "utilisation": (
        (
            "5 jours ouvrés",
            "15 jours",
            "6 mois",
            "18 membres",
            "3 comptes gestionnaires et de 15 comptes techniciens",
            "trente (30) jours calendaires à compter de la réception de cette lettre",
            "seconde lettre recommandée",
            "la même durée que la convention métier",
            "24 heures sur 24 et 7 jours sur 7",
        ),
        (
            "quinze (15) jours calendaires",
            "reconduite tacitement",
            "trimestre civil",
            "force majeure, et elle",
        ),
    ),
}


@pytest.mark.exigence("CONV-02", "CONV-12")
@pytest.mark.parametrize("modele", TOUS_LES_MODELES)
def test_chaque_modele_imprime_ses_chiffres(modele: str) -> None:
    contenu = convention_pdf(acteur=ACTEUR_SYSTEME, convention=creer(modele)).contenu
    texte = texte_du(contenu)
    presentes, absentes = FIGURES[modele]
    assert [phrase for phrase in presentes if phrase not in texte] == []
    assert [phrase for phrase in absentes if phrase in texte] == []
    assert not re.search(r"\bNIR\b", texte)
    assert str(racine(contenu)["/Lang"]) == "fr"
    pages = pages_du(contenu)
    for numero, page in enumerate(pages, 1):
        assert f"page {numero} sur {len(pages)}" in page
        assert "Prise d’effet : 5 janvier 2026" in page


def _plan(convention: Convention) -> dict[str, str]:
    _, plan = rediger_convention(convention, contexte_de_convention(convention, MAINTENANT))
    return {cle: a_plat(mots) for cle, mots in plan.numeros.items()}


@pytest.mark.exigence("CONV-12", "CONV-16")
@pytest.mark.parametrize("modele", TOUS_LES_MODELES)
def test_les_articles_imprimes_sont_ceux_que_le_portail_cite(modele: str) -> None:
    """Screens, letters and journal cite the articles of the modèle: the paper numbers them the same."""
    imprimes = _plan(creer(modele))
    ecarts = {}
    for acte, article in MODELES[modele]["articles"].items():
        cite = article.split(", ", 1)[1]
        numero = imprimes[acte].rpartition("§ " if "§" in cite else " ")[2]
        cites = re.findall(r"\d+(?:\.\d+)*", cite.rpartition("§ ")[2] if "§" in cite else cite)
        plage = " à " in cite and float(cites[0]) <= float(numero) <= float(cites[-1])
        if numero not in cites and not plage:
            ecarts[acte] = (cite, imprimes[acte])
    assert ecarts == {}


@pytest.mark.exigence("CONV-12")
def test_aucune_reference_n_est_tapee() -> None:
    """« article 9 » is computed; only a law's articles are written."""
    gabarits = [*GABARITS.glob("textes/*.html"), *GABARITS.glob("clauses/*.html"), *GABARITS.glob("*.html")]
    assert len(gabarits) > 20
    tapees = [
        f"{gabarit.name}: {trouve.group()}"
        for gabarit in gabarits
        for trouve in REFERENCE.finditer(gabarit.read_text(encoding="utf-8"))
        if not re.search(r"du (RGPD|code)", trouve.group())
    ]
    assert tapees == []


@pytest.mark.exigence("CONV-12")
def test_un_projet_le_dit_a_chaque_page_et_un_exemplaire_a_signer_non() -> None:
    projet = creer("locale-ccas", signee_le=None)
    pages = pages_du(convention_pdf(acteur=ACTEUR_SYSTEME, convention=projet).contenu)
    assert len(pages) > 4
    assert all("Projet" in page for page in pages)
    Convention.objects.filter(pk=projet.pk).update(etat="en_signature")
    pages = pages_du(convention_pdf(acteur=ACTEUR_SYSTEME, convention=lue(projet)).contenu)
    assert all("Exemplaire à signer" in page and "Projet" not in page for page in pages)


@pytest.mark.exigence("CONV-12")
def test_deux_impressions_sont_identiques() -> None:
    convention = creer("utilisation")
    un, deux = (convention_pdf(acteur=ACTEUR_SYSTEME, convention=convention) for _ in range(2))
    assert un.contenu == deux.contenu
    assert un.nom == "convention-utilisation-ccas-de-valmont"


@pytest.mark.exigence("CONV-01", "CONV-22")
def test_trois_parties_avec_leur_pouvoir_et_leur_signataire() -> None:
    carsat = creer_caisse("R82", departements=(), type="CARSAT", libelle="Carsat Rhône-Alpes")
    convention = creer_convention(la_caisse(), carsat, le_ccas())
    Partie.objects.filter(convention=convention, partenaire__isnull=False).update(
        representant="Claire Fontaine",
        qualite="présidente",
        signataire="Alain Roux",
        signataire_qualite="vice-président",
        pouvoir="deliberation",
        pouvoir_numero="2025-019",
        pouvoir_le=date(2025, 12, 18),
    )
    texte = texte_du(convention_pdf(acteur=ACTEUR_SYSTEME, convention=lue(convention)).contenu)
    assert "entre la CPAM du Rhône, la Carsat Rhône-Alpes et le CCAS de Valmont" in texte
    assert "Siège : 276 cours Émile-Zola, 69100 Villeurbanne" in texte
    assert "Délibération n° 2025-019 du 18 décembre 2025" in texte
    assert "Alain Roux vice-président au nom de Claire Fontaine, présidente" in texte
    assert "Fait en trois exemplaires originaux" in texte
    assert "les autres parties peuvent, d’un commun accord," in texte


@pytest.mark.exigence("CONV-18")
def test_qui_fait_quoi_tronc_commun_puis_options_retenues() -> None:
    convention = creer("locale-ccas")
    modele = creer_modele()
    lignes = [
        Engagement.objects.create(
            modele=modele,
            ordre=9000 + rang,
            rubrique="Essai",
            texte=f"Engagement {rang}",
            porteur=porteur,
            optionnel=rang > 1,
        )
        for rang, porteur in enumerate((Porteur.CAISSE, Porteur.PARTENAIRE, Porteur.ENSEMBLE, Porteur.CAISSE))
    ]
    EngagementRetenu.objects.create(convention=convention, engagement=lignes[2])
    html, _ = rediger_convention(convention, contexte_de_convention(convention, MAINTENANT))
    texte = sans_balises(html)
    assert "L’Assurance Maladie Engagement 0" in texte
    assert "Le partenaire Engagement 1" in texte
    assert "Ensemble Engagement 2" in texte
    assert "Engagement 3" not in texte, "une option que les parties n’ont pas retenue"
    assert texte.index("Engagement 1") < texte.index("retenus par les parties") < texte.index("Engagement 2")


@pytest.mark.exigence("CONV-18")
def test_la_cpts_lit_ses_engagements_a_part() -> None:
    convention = creer("locale-cpts")
    modele = creer_modele("locale-cpts")
    for rang, porteur in enumerate((Porteur.CAISSE, Porteur.PARTENAIRE)):
        Engagement.objects.create(
            modele=modele, ordre=9000 + rang, rubrique="Essai", texte=f"Engagement {rang}", porteur=porteur
        )
    html, _ = rediger_convention(convention, contexte_de_convention(convention, MAINTENANT))
    article_3 = sans_balises(html).partition("Article 3 Engagements de la CPTS")
    assert "Engagement 0" in article_3[0]
    assert "Engagement 1" in article_3[2]


@pytest.mark.exigence("CONV-08", "CONV-11", "CONV-12")
def test_referents_du_jour_et_flux_nationaux() -> None:
    convention = creer("locale-caf")
    partie = convention.parties.get(partenaire__isnull=False)
    Referent.objects.create(
        convention=convention,
        partie=partie,
        nom="Nadia Berthier",
        courriel="n@ccas.example",
        du=date(2026, 1, 1),
    )
    Referent.objects.create(
        convention=convention,
        partie=partie,
        nom="Ancien Référent",
        courriel="a@ccas.example",
        du=date(2025, 1, 1),
        au=date(2026, 3, 1),
    )
    FluxNational.objects.update_or_create(
        code="essai",
        defaults={
            "ordre": 1,
            "theme": "Thème d’essai",
            "finalite": "Finalité d’essai",
            "sens": "Cnaf vers Cnam",
            "donnees": "NIR",
            "frequence": "mensuelle",
            "etat": "fonctionnel",
        },
    )
    html, _ = rediger_convention(convention, contexte_de_convention(convention, MAINTENANT))
    texte = sans_balises(html)
    assert "Nadia Berthier" in texte
    assert "Ancien Référent" not in texte
    assert "Finalité d’essai" in texte
    assert "NIR" not in texte


@pytest.mark.exigence("CONV-02")
def test_un_modele_ajoute_par_la_nation_prend_le_texte_de_sa_nature_et_ses_propres_termes() -> None:
    convention = creer("locale-association")
    modele = convention.modele
    modele.code, modele.pk = "locale-hopital", None
    modele.save()
    Convention.objects.filter(pk=convention.pk).update(
        modele=modele, force_majeure_jours=45, fin_unilaterale="a_tout_moment", mise_en_demeure_jours=20
    )
    html, _ = rediger_convention(lue(convention), contexte_de_convention(lue(convention), MAINTENANT))
    texte = sans_balises(html)
    assert "vingt (20) jours calendaires" in texte
    assert "au-delà de quarante-cinq (45) jours" in texte
    assert "Chacune des parties peut, quand elle le décide" in texte
