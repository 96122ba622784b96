"""Avenants, fiches action, letters, attestations, statements."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from conventions.documents import attestation_pdf, avenant_pdf, courrier_pdf, fiche_pdf, releve_pdf
from conventions.enums import EtatAvenant, NatureCourrier, NatureEvenement
from conventions.models import (
    AttestationDestruction,
    Avenant,
    Convention,
    Courrier,
    EvenementConvention,
    FicheAction,
    IndicateurFiche,
    Remise,
    SignatureAvenant,
)
from espace_partenaires.comptes.acteur import ACTEUR_SYSTEME, Acteur
from espace_partenaires.exceptions import HorsPortee
from tests.conventions.pdf.outils import creer, dans, lue, pages_du, racine, texte_du
from tests.factories.conventions import creer_partenaire, mettre_fin

pytestmark = pytest.mark.django_db
INSTANT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _courrier(convention: Convention, nature: NatureCourrier, envoye_le: date, **champs: object) -> Courrier:
    parties = list(convention.parties.order_by("pk"))
    courrier = Courrier.objects.create(
        convention=convention,
        nature=nature,
        expediteur=parties[0],
        envoye_le=envoye_le,
        consigne_le=INSTANT,
        **champs,
    )
    for rang, destinataire in enumerate(parties[1:]):
        Remise.objects.create(
            courrier=courrier, destinataire=destinataire, numero=f"1A{courrier.pk:05d}{rang}"
        )
    return courrier


def _lettre(convention: Convention, courrier: Courrier) -> str:
    return texte_du(
        courrier_pdf(acteur=ACTEUR_SYSTEME, courrier=courrier, convention=lue(convention)).contenu
    )


@pytest.mark.exigence("CONV-16", "CONV-12")
@pytest.mark.parametrize(
    ("modele", "presentes", "absentes"),
    [
        (
            "locale-ccas",
            (
                "quinze (15) jours calendaires à compter de l’envoi",
                "au plus tard le 4 décembre 2026 inclus",
                "article 9.4",
            ),
            ("seconde lettre",),
        ),
        (
            "utilisation",
            (
                "trente (30) jours calendaires à compter de la réception",
                "seconde lettre recommandée",
                "article 8.2",
            ),
            ("au plus tard le",),
        ),
    ],
)
def test_mise_en_demeure(modele: str, presentes: tuple[str, ...], absentes: tuple[str, ...]) -> None:
    convention = creer(modele)
    courrier = _courrier(
        convention, NatureCourrier.MISE_EN_DEMEURE, date(2026, 11, 19), reproche="Comptes partagés."
    )
    texte = _lettre(convention, courrier)
    communes = (
        "Lettre recommandée avec demande d’avis de réception",
        f"N° 1A{courrier.pk:05d}0",
        "Villeurbanne, le 19 novembre 2026",
        "Objet : mise en demeure",
        "Comptes partagés.",
        "Pour la CPAM du Rhône",
    )
    assert [phrase for phrase in (*communes, *presentes) if phrase not in texte] == []
    assert [phrase for phrase in absentes if phrase in texte] == []


@pytest.mark.exigence("CONV-16", "CONV-04")
def test_renouvellement_expres_et_ses_dates() -> None:
    convention = creer("locale-caf")
    courrier = _courrier(convention, NatureCourrier.RENOUVELLEMENT, date(2028, 9, 1))
    texte = _lettre(convention, courrier)
    assert "arrive à son terme le 4 janvier 2029" in texte
    assert "du 5 janvier 2029 au 4 janvier 2032 inclus" in texte
    assert "trois (3) mois avant le terme, soit le 4 octobre 2028" in texte


@pytest.mark.exigence("CONV-16", "CONV-04")
def test_refus_de_reconduction_a_la_fin_de_la_periode_en_cours() -> None:
    convention = creer("locale-ccas")
    texte = _lettre(convention, _courrier(convention, NatureCourrier.REFUS_DE_RECONDUCTION, date(2027, 3, 1)))
    assert "le 4 janvier 2028 à minuit" in texte
    assert "annexe sur la protection des données, § 7" in texte


@pytest.mark.exigence("CONV-02", "CONV-16")
def test_fin_par_une_seule_partie() -> None:
    cpts = creer("locale-cpts")
    texte = _lettre(cpts, _courrier(cpts, NatureCourrier.FIN_UNILATERALE, date(2026, 11, 19)))
    assert "le 31 mars 2027 si vous la recevez pendant le trimestre de son envoi" in texte
    caf = creer("locale-caf")
    courrier = _courrier(caf, NatureCourrier.FIN_UNILATERALE, date(2026, 11, 19))
    assert "au jour de la réception de cette lettre" in _lettre(caf, courrier)
    EvenementConvention.objects.create(
        convention=caf,
        nature=NatureEvenement.RESILIATION,
        survenu_le=date(2026, 11, 19),
        effet_le=date(2027, 1, 31),
        courrier=courrier,
        consigne_le=INSTANT,
    )
    assert "le 31 janvier 2027 à minuit" in _lettre(caf, courrier), "l’effet consigné fait foi"


@pytest.mark.exigence("CONV-05", "CONV-16")
def test_notification_de_la_resiliation_rappelle_la_mise_en_demeure() -> None:
    convention = creer("utilisation")
    premiere = _courrier(
        convention, NatureCourrier.MISE_EN_DEMEURE, date(2026, 10, 1), reproche="Comptes partagés."
    )
    premiere.remises.update(recue_le=date(2026, 10, 5))
    seconde = _courrier(convention, NatureCourrier.RESILIATION, date(2026, 11, 19), suite_de=premiere)
    texte = _lettre(convention, seconde)
    assert "reçue le 5 octobre 2026" in texte
    assert "a expiré le 4 novembre 2026" in texte
    assert "Comptes partagés." in texte
    assert "n’ont plus accès aux services de la caisse" in texte
    assert "au jour de la réception de cette lettre" in texte
    assert "annexe sur la protection des données, § 7" in texte, "la métier dit le sort des données"


@pytest.mark.exigence("CONV-21", "CONV-16")
def test_force_majeure() -> None:
    convention = creer("locale-caf")
    texte = _lettre(
        convention,
        _courrier(
            convention, NatureCourrier.FORCE_MAJEURE, date(2026, 11, 19), reproche="Inondation du siège."
        ),
    )
    assert "Inondation du siège." in texte
    assert "au-delà de trente (30) jours à compter de cette notification" in texte


@pytest.mark.exigence("CONV-16")
def test_une_lettre_par_destinataire_chacune_paginee_depuis_un() -> None:
    convention = creer("locale-ccas")
    convention.parties.create(partenaire=creer_partenaire("Emmaüs Lyon"), signee_le=date(2026, 1, 5))
    courrier = _courrier(
        convention, NatureCourrier.MISE_EN_DEMEURE, date(2026, 11, 19), reproche="Comptes partagés."
    )
    contenu = courrier_pdf(acteur=ACTEUR_SYSTEME, courrier=courrier, convention=lue(convention)).contenu
    pages = pages_du(contenu)
    assert len(pages) == 2
    assert "CCAS de Valmont" in pages[0]
    assert "Emmaüs Lyon" in pages[1]
    assert ["page 1" in page for page in pages] == [True, True]
    assert not any("page 2" in page for page in pages)


@pytest.mark.exigence("CONV-07", "CONV-12")
def test_avenant_avant_et_apres() -> None:
    convention = creer("locale-ccas")
    avenant = Avenant.objects.create(
        convention=convention,
        numero=2,
        objet="Allonger la durée",
        texte="Les parties se réunissent deux fois par an.",
        modifications={
            "duree_mois": {"apres": 24},
            "evaluation": {"avant": "actualisation", "apres": "avenant"},
        },
        cree_le=INSTANT,
    )
    contenu = avenant_pdf(acteur=ACTEUR_SYSTEME, avenant=avenant, convention=convention).contenu
    texte = texte_du(contenu)
    assert "Durée (mois) 12 mois 24 mois" in texte
    assert "Permet d’actualiser au renouvellement Ouvre le droit de modifier par avenant" in texte
    assert "L’objet de la convention et ses objectifs généraux ne changent pas" in texte
    assert "que l’article 2 et l’article 3 ne modifient pas" in texte
    assert "article 9.3" in texte
    assert all("Projet" in page for page in pages_du(contenu))
    assert "Signé le" not in texte, "signer la convention n’est pas signer l’avenant"


@pytest.mark.exigence("CONV-07", "CONV-22")
def test_avenant_signe_dit_par_qui_et_depuis_quand() -> None:
    convention = creer("locale-ccas")
    avenant = Avenant.objects.create(
        convention=convention,
        numero=1,
        objet="Essai",
        cree_le=INSTANT,
        etat=EtatAvenant.SIGNE,
        effet_le=date(2026, 6, 2),
    )
    for rang, partie in enumerate(convention.parties.order_by("pk")):
        SignatureAvenant.objects.create(
            avenant=avenant,
            partie=partie,
            representant=f"Signataire {rang}",
            signee_le=date(2026, 6, 1 + rang),
        )
    texte = texte_du(avenant_pdf(acteur=ACTEUR_SYSTEME, avenant=avenant, convention=convention).contenu)
    assert "Prise d’effet : 2 juin 2026" in texte
    assert "Signataire 1 Signé le 2 juin 2026" in texte


def _fiche(convention: Convention, **champs: object) -> FicheAction:
    valeurs: dict[str, object] = {
        "numero": 3,
        "titre": "Permanence commune",
        "finalites": "Rejoindre les familles",
        "publics": "Familles monoparentales",
        "resultats": "Quarante dossiers",
        "prerequis": "Une salle",
        "etp": Decimal("0.50"),
        "qualite_des_personnes": "Conseillers",
        "autres_moyens": "Véhicule",
        "echange_de_donnees": True,
        "pilote": "Nadia Berthier",
        "copilote": "Louis Gros",
        "conduite": "Équipe accueil",
        "date_du_projet": date(2026, 10, 1),
        "creee_le": INSTANT,
        "modifiee_le": INSTANT,
        **champs,
    }
    return FicheAction.objects.create(convention=convention, **valeurs)


@pytest.mark.exigence("CONV-10", "CONV-12")
def test_fiche_action_a_tous_ses_champs() -> None:
    convention = creer("locale-caf")
    fiche = _fiche(
        convention,
        dpo_analyse="Échange limité.",
        dpo_analyse_le=INSTANT,
        dpo_nom="Claude Petit",
        registre_numero="2026-12",
        registre_le=date(2026, 11, 2),
    )
    IndicateurFiche.objects.create(
        fiche=fiche, intitule="Personnes reçues", cible="40", unite="personnes", resultat="12"
    )
    texte = texte_du(fiche_pdf(acteur=ACTEUR_SYSTEME, fiche=fiche, convention=convention).contenu)
    attendus = (
        "Fiche action n° 3",
        "Finalités de l’action Rejoindre les familles",
        "Publics cibles Familles monoparentales",
        "Résultats attendus Quarante dossiers",
        "Prérequis Une salle",
        "Nombre d’ETP 0,5",
        "Qualité des personnes Conseillers",
        "Véhicule",
        "Échange limité. Analyse du 22 novembre 2026, Claude Petit",
        "N° 2026-12, le 2 novembre 2026",
        "Pilote Nadia Berthier",
        "Co-pilote Louis Gros",
        "Conduite du projet Équipe accueil",
        "Date du projet 1er octobre 2026",
        "Personnes reçues 40 personnes 12",
    )
    assert [champ for champ in attendus if champ not in texte] == []


@pytest.mark.exigence("CONV-10")
def test_fiche_action_dit_ce_qui_manque_avant_de_demarrer() -> None:
    convention = creer("locale-caf")
    texte = texte_du(
        fiche_pdf(acteur=ACTEUR_SYSTEME, fiche=_fiche(convention), convention=convention).contenu
    )
    assert "À rendre avant le démarrage" in texte
    assert "À inscrire avant le démarrage" in texte
    assert "Projet" in texte


@pytest.mark.exigence("CONV-13")
def test_attestation_a_signer_puis_remplie() -> None:
    convention = creer("locale-ccas")
    mettre_fin(convention, date(2026, 12, 31))
    partie = convention.parties.get(partenaire__isnull=False)
    attestation = AttestationDestruction.objects.create(
        convention=convention, partie=partie, demandee_le=INSTANT
    )

    def dessiner() -> bytes:
        return attestation_pdf(
            acteur=ACTEUR_SYSTEME, attestation=attestation, convention=lue(convention)
        ).contenu

    contenu = dessiner()
    assert len(pages_du(contenu)) == 1
    assert "terminée le 31 décembre 2026" in texte_du(contenu)
    assert "Claire Fontaine" not in texte_du(contenu)
    attestation.nom, attestation.qualite = "Claire Fontaine", "présidente"
    attestation.detruites_le, attestation.attestee_le = date(2027, 1, 4), INSTANT
    texte = texte_du(dessiner())
    assert "Données détruites le 4 janvier 2027" in texte
    assert "Claire Fontaine" in texte


@pytest.mark.exigence("CONV-03", "CONV-04", "CONV-12")
@pytest.mark.parametrize(
    ("modele", "phrases"),
    [
        ("locale-ccas", ("En vigueur depuis le 5 janvier 2026", "4 janvier 2027", "reconduite tacitement")),
        ("locale-caf", ("4 octobre 2028", "Dernier jour pour recevoir", "4 janvier 2029")),
        ("utilisation", ("Nombre de membres déclaré 18", "Suit le terme et le renouvellement")),
    ],
)
def test_releve_sur_une_page(modele: str, phrases: tuple[str, ...]) -> None:
    contenu = releve_pdf(acteur=ACTEUR_SYSTEME, convention=creer(modele), maintenant=INSTANT).contenu
    texte = texte_du(contenu)
    assert [phrase for phrase in phrases if phrase not in texte] == []
    assert len(pages_du(contenu)) == 1
    assert dans(racine(contenu), "/MarkInfo")["/Marked"]


@pytest.mark.exigence("CONV-03")
def test_releve_d_une_convention_terminee_dit_ce_qui_s_est_passe() -> None:
    convention = creer("locale-ccas")
    mettre_fin(convention, date(2026, 6, 30))
    texte = texte_du(
        releve_pdf(acteur=ACTEUR_SYSTEME, convention=lue(convention), maintenant=INSTANT).contenu
    )
    assert "Terminée le 30 juin 2026" in texte
    assert "Résiliation (dernier jour ou effet : 30 juin 2026)" in texte
    assert "Aucune échéance." in texte


@pytest.mark.exigence("HAB-17")
def test_rien_pour_qui_ne_lit_pas_la_convention() -> None:
    with pytest.raises(HorsPortee):
        releve_pdf(
            acteur=Acteur(utilisateur_id=1, profil="technicien", partenaire_id=999_999),
            convention=creer("locale-ccas"),
        )
