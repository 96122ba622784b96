"""The certificate: what it says, what erasure leaves of it, and how it is checked (NOV-09)."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from espace_partenaires.journal.models import Evenement
from habilitations.documents_revues import cellule_sure
from habilitations.models import Habilitation, LigneRevue, Revue
from habilitations.services.cloture_revues import empreinte_de, lignes_a_certifier
from habilitations.services.revues import retirer_ligne
from tests.factories.habilitations import creer_agent, creer_gestionnaire
from tests.habilitations.revues.scene import OUVERTURE, SANS_REPONSE, Connecter, Scene

pytestmark = pytest.mark.django_db
VERIFIER = "habilitations:verifier_certificat"


def close(scene: Scene) -> Revue:
    """Return a closed review: one technicien withdrawn, everybody else confirmed."""
    revue = scene.demander()
    retirer_ligne(
        acteur=scene.acteur,
        cle=revue.cle,
        compte=scene.techniciens[1].habilitation.cle,
        motif="depart",
        vue=SANS_REPONSE,
        maintenant=OUVERTURE + timedelta(minutes=5),
    )
    scene.confirmer(revue, *scene.gestionnaires, scene.techniciens[0])
    revue.refresh_from_db()
    assert revue.close_le is not None
    return revue


def lire_pdf(contenu: bytes) -> str:
    pages = PdfReader(io.BytesIO(contenu)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def effacer(compte: Habilitation) -> None:
    """Do to an account what its erasure does."""
    personne = compte.utilisateur
    personne.identifiant, personne.nom = f"efface-{personne.pk}", "Compte effacé"
    personne.prenom = personne.civilite = personne.fonction = personne.courriel = personne.telephone = ""
    personne.is_active, personne.last_login = False, None
    personne.save()
    Habilitation.objects.filter(pk=compte.pk).update(
        etat="effacee",
        effacee_le=OUVERTURE + timedelta(days=200),
        inactivee_le=OUVERTURE,
        precision_inactivation="",
        exception_domaine="",
        certifications={},
    )


@pytest.mark.exigence("NOV-09", "HAB-15")
def test_le_certificat_dit_qui_quoi_quand_et_par_qui(connecter: Connecter) -> None:
    scene = Scene()
    revue = close(scene)
    navigateur = connecter(scene.gestionnaire)
    reponse = navigateur.get(reverse("habilitations:certificat_pdf", args=[revue.cle]))
    texte = lire_pdf(reponse.content)
    assert (
        reponse["Content-Disposition"]
        == f'attachment; filename="certificat-{(revue.numero or "").lower()}.pdf"'
    )
    for mot in (
        revue.numero or "",
        "CCAS de Valmont",
        "demandée par la CPAM du Rhône",
        "4 comptes : 3 confirmés, 1 retiré, 0 sans réponse",
        scene.techniciens[0].nom_complet,
        scene.techniciens[0].identifiant,
        "A quitté la structure",
        f"Par {scene.gestionnaire.nom_complet}, lundi 23 novembre 2026",
    ):
        assert mot in texte, mot
    assert revue.empreinte in texte.replace(" ", "")
    assert Evenement.objects.filter(action="habilitations.certificat_produit", objet_id=revue.pk).count() == 1


@pytest.mark.exigence("HAB-15")
def test_le_tableur_se_lit_et_n_execute_rien(connecter: Connecter) -> None:
    scene = Scene()
    scene.techniciens[0].nom = "=HYPERLINK(1)"
    scene.techniciens[0].prenom = ""
    scene.techniciens[0].save()
    revue = close(scene)
    adresse = reverse("habilitations:certificat_tableur", args=[revue.cle])
    contenu = connecter(scene.gestionnaire).get(adresse).content
    assert contenu.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
    assert lignes[0][1] == revue.numero
    assert [len(ligne) for ligne in lignes[6:]] == [9] * 5
    assert any(ligne[0].startswith("'=HYPERLINK") for ligne in lignes if ligne)
    assert cellule_sure("@a") == "'@a"
    assert cellule_sure("a=b") == "a=b"


@pytest.mark.exigence("NOV-09", "HAB-14")
def test_le_certificat_se_verifie_encore_quand_les_comptes_sont_effaces(connecter: Connecter) -> None:
    scene = Scene()
    revue = close(scene)
    noms = [compte.nom_complet for compte in (scene.techniciens[1], scene.gestionnaires[1])]
    for compte in (scene.techniciens[1], scene.gestionnaires[1]):
        effacer(compte.habilitation)
    revue = Revue.objects.select_related("partenaire", "caisse").get(pk=revue.pk)
    assert empreinte_de(revue, lignes_a_certifier(revue)) == revue.empreinte
    navigateur = connecter(scene.gestionnaire)
    texte = lire_pdf(navigateur.get(reverse("habilitations:certificat_pdf", args=[revue.cle])).content)
    assert texte.count("Compte effacé") == 2
    assert not [nom for nom in noms if nom in texte]
    saisie = {"numero": f" {(revue.numero or '').lower()} ", "empreinte": revue.empreinte[:8].upper()}
    assert "Certificat conforme" in navigateur.post(reverse(VERIFIER), saisie).content.decode()


@pytest.mark.exigence("NOV-09")
@pytest.mark.parametrize(
    "changement",
    [{"decision": "retiree", "motif": "depart"}, {"decidee_par": 1}, {"etat_a_la_cloture": "inactive"}],
    ids=["decision", "auteur", "etat"],
)
def test_une_ligne_touchee_apres_coup_se_voit(connecter: Connecter, changement: dict[str, object]) -> None:
    scene = Scene()
    revue = close(scene)
    LigneRevue.objects.filter(revue=revue, habilitation__utilisateur=scene.techniciens[0]).update(
        **changement
    )
    saisie = {"numero": revue.numero, "empreinte": revue.empreinte}
    html = connecter(scene.gestionnaire).post(reverse(VERIFIER), saisie).content.decode()
    assert "ne correspondent pas" in html
    assert "Certificat conforme" not in html


@pytest.mark.exigence("NOV-09", "HAB-17")
def test_inconnu_ou_hors_de_portee_la_reponse_est_la_meme(connecter: Connecter) -> None:
    scene = Scene()
    revue = close(scene)
    vrai = {"numero": revue.numero, "empreinte": revue.empreinte[:16]}
    for compte, attendu in (
        (scene.gestionnaires[1], True),
        (scene.agent, True),
        (creer_agent("superviseur"), True),
        (creer_gestionnaire(), False),
    ):
        navigateur = connecter(compte)
        html = navigateur.post(reverse(VERIFIER), vrai).content.decode()
        assert ("Certificat conforme" in html) == attendu
        if not attendu:
            inconnu = navigateur.post(reverse(VERIFIER), {**vrai, "numero": "RH-2099-99999"}).content.decode()
            assert "ne correspondent pas" in html
            assert "CCAS de Valmont" not in html
            assert "ne correspondent pas" in inconnu
            assert "Certificat conforme" not in inconnu
    faux = {**vrai, "empreinte": "0" * 16}
    assert (
        "ne correspondent pas" in connecter(scene.gestionnaire).post(reverse(VERIFIER), faux).content.decode()
    )


@pytest.mark.exigence("HAB-15")
def test_le_tableau_a_jour_se_telecharge_sans_revue(connecter: Connecter) -> None:
    scene = Scene()
    for compte in (scene.gestionnaire, creer_agent("instructeur")):
        navigateur = connecter(compte)
        texte = lire_pdf(
            navigateur.get(reverse("habilitations:tableau_pdf", args=[scene.partenaire.cle])).content
        )
        assert "4 comptes actifs" in texte
        assert all(un.identifiant in texte for un in scene.techniciens + scene.gestionnaires)
        assert "Aucune revue d’habilitation n’a encore été close" in texte
    tableur = connecter(scene.gestionnaire).get(
        reverse("habilitations:tableau_tableur", args=[scene.partenaire.cle])
    )
    lignes = list(csv.reader(io.StringIO(tableur.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lignes) == 5
    ailleurs = connecter(creer_gestionnaire()).get(
        reverse("habilitations:tableau_pdf", args=[scene.partenaire.cle])
    )
    assert ailleurs.status_code == 404


@pytest.mark.exigence("NOV-09")
def test_une_revue_ouverte_n_a_pas_de_certificat(connecter: Connecter) -> None:
    scene = Scene()
    revue = scene.ouvrir()
    for route in ("certificat_pdf", "certificat_tableur"):
        assert (
            connecter(scene.gestionnaire).get(reverse(f"habilitations:{route}", args=[revue.cle])).status_code
            == 404
        )
    assert not Evenement.objects.filter(action="habilitations.certificat_produit").exists()
