"""The screens: « Référents et échanges » and « Usages du nom et des études » (CONV-08, CONV-19, CONV-23)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conventions.enums import ObjetUsage, ReponseUsage
from conventions.models import Convention, DemandeUsage, MessageConvention, Referent
from conventions.services.usages import demander_usage
from tests.conventions.animation.conftest import Connecter, Scene
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire
from tests.factories.habilitations import creer_agent

NIR = "2 84 05 69 123 456 07"


def page(scene: Scene) -> str:
    """Return the address of « Référents et échanges »."""
    return reverse("conventions:voir_referents", args=[scene.convention.cle])


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


def messages_anciens(scene: Scene, nombre: int) -> None:
    """Write that many messages, a minute apart, the last one this morning."""
    fin = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    MessageConvention.objects.bulk_create(
        MessageConvention(
            convention=scene.convention,
            partie=scene.de_valmont,
            auteur_id=scene.nadia.pk,
            signature="Nadia Roche",
            texte=f"Texte {rang:03d}.",
            ecrit_le=fin - timedelta(minutes=nombre - rang),
        )
        for rang in range(1, nombre + 1)
    )


def lus(contenu: str) -> list[str]:
    """Return the messages of a page, in the order of reading."""
    return re.findall(r"Texte (\d{3})\.", contenu)


@pytest.mark.exigence("CONV-08")
def test_la_page_montre_les_referents_par_partie(scene: Scene, connecter: Connecter) -> None:
    scene.referent(scene.de_valmont, "ines@valmont.example", nom="Inès Benali", telephone="04 78 11 22 33")
    scene.referent(
        scene.de_valmont,
        "ancien@valmont.example",
        nom="Léo Faure",
        au=datetime(2026, 3, 1, tzinfo=UTC).date(),
    )
    contenu = texte(connecter(scene.agent).get(page(scene)))
    for attendu in ("Inès Benali", "ines@valmont.example", "04 78 11 22 33", "Anciens référents (1)"):
        assert attendu in contenu
    assert "Léo Faure" in contenu
    assert "ancien@valmont.example" not in contenu, "on n’écrit plus à qui n’est plus référent"
    assert "Sans référent aujourd’hui&nbsp;: CPAM du Rhône, Association Le Pas." in contenu
    assert "Convention locale CCAS–UDCCAS, article 4" in contenu
    assert contenu.count("<h1") == 1


@pytest.mark.exigence("CONV-08", "HAB-17")
def test_chacun_n_a_que_ses_liens(scene: Scene, connecter: Connecter) -> None:
    scene.referent(scene.du_pas, "omar@lepas.example")
    nommer = [reverse("conventions:nommer_referent", args=[scene.convention.cle, rang]) for rang in (1, 2, 3)]
    contenu = texte(connecter(scene.nadia).get(page(scene)))
    assert [adresse in contenu for adresse in nommer] == [False, True, False]
    assert "Mettre fin" not in contenu
    assert [connecter(scene.nadia).get(adresse).status_code for adresse in nommer] == [404, 200, 404]
    dpo = texte(connecter(creer_agent("dpo")).get(page(scene)))
    assert not any(adresse in dpo for adresse in nommer)
    hors = reverse("conventions:nommer_referent", args=[scene.convention.cle, 4])
    assert connecter(scene.agent).get(hors).status_code == 404


@pytest.mark.exigence("CONV-08")
def test_un_referent_se_nomme_par_son_compte(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(scene.agent)
    adresse = reverse("conventions:nommer_referent", args=[scene.convention.cle, 2])
    formulaire = texte(navigateur.get(adresse))
    assert f'value="{scene.nadia.cle}"' in formulaire
    assert str(scene.omar.cle) not in formulaire, "le compte d’une autre partie n’est pas proposé"
    etranger = navigateur.post(adresse, {"compte": str(scene.omar.cle), "du": "2026-11-23"})
    assert "resume-erreurs" in texte(etranger)
    assert not Referent.objects.exists()
    reponse = navigateur.post(adresse, {"compte": str(scene.nadia.cle), "du": "2026-11-23"})
    assert reponse["Location"] == page(scene)
    assert Referent.objects.get().utilisateur == scene.nadia


@pytest.mark.exigence("CONV-08")
def test_un_refus_garde_la_saisie(scene: Scene, connecter: Connecter) -> None:
    adresse = reverse("conventions:nommer_referent", args=[scene.convention.cle, 2])
    saisie = {"nom": "Inès Benali", "courriel": "", "fonction": "directrice", "du": "2026-11-23"}
    contenu = texte(connecter(scene.nadia).post(adresse, saisie))
    assert "Indiquez un nom et un courriel" in contenu
    assert 'value="Inès Benali"' in contenu


@pytest.mark.exigence("CONV-08")
def test_remplacer_puis_mettre_fin(scene: Scene, connecter: Connecter) -> None:
    ancien = scene.referent(scene.de_valmont, "leo@valmont.example", nom="Léo Faure")
    navigateur = connecter(scene.nadia)
    remplacer = reverse("conventions:remplacer_referent", args=[ancien.cle])
    assert "Léo Faure, référent depuis le 5\u00a0janvier 2026" in texte(navigateur.get(remplacer))
    navigateur.post(remplacer, {"nom": "Inès Benali", "courriel": "ines@valmont.example", "du": "2026-11-23"})
    successeur = Referent.objects.get(nom="Inès Benali")
    fin = reverse("conventions:terminer_referent", args=[successeur.cle])
    assert "Cette partie n’aura plus de référent" in texte(navigateur.get(fin))
    navigateur.post(fin, {"dernier_jour": "2026-12-31"})
    periodes = Referent.objects.order_by("du").values_list("nom", "au")
    assert [(nom, str(au)) for nom, au in periodes] == [
        ("Léo Faure", "2026-11-22"),
        ("Inès Benali", "2026-12-31"),
    ]


@pytest.mark.exigence("CONV-08")
def test_la_cadre_liste_ses_locales_au_referent_national(scene: Scene, connecter: Connecter) -> None:
    cnam = creer_caisse("000", libelle="Cnam")
    cadre = creer_convention(cnam, creer_partenaire("Croix des secours"), modele="cadre-nationale")
    Convention.objects.filter(pk=scene.convention.pk).update(cadre=cadre)
    nationale = creer_agent("instructeur", caisse=cnam)
    scene.referent(cadre.parties.get(caisse=cnam), "luce@cnam.example", utilisateur=nationale)
    adresse = reverse("conventions:voir_referents", args=[cadre.cle])
    assert "Convention du Rhône" in texte(connecter(nationale).get(adresse))
    assert "Convention du Rhône" not in texte(connecter(creer_agent("dpo", caisse=cnam)).get(adresse))


@pytest.mark.exigence("CONV-19")
def test_un_message_s_ecrit_et_se_lit(scene: Scene, connecter: Connecter) -> None:
    scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    ecrire = reverse("conventions:ecrire_message", args=[scene.convention.cle])
    navigateur = connecter(scene.nadia)
    contenu = texte(navigateur.get(page(scene)))
    jeton = re.findall(r'name="jeton" value="([^"]+)"', contenu)[0]
    assert "Aucune donnée d’un assuré ici" in contenu
    for _ in range(2):
        reponse = navigateur.post(ecrire, {"jeton": jeton, "texte": "Le forum <b>approche</b>."})
        assert reponse["Location"] == page(scene) + "#echanges"
    assert MessageConvention.objects.count() == 1
    lu = texte(connecter(scene.omar).get(page(scene)))
    assert "Le forum &lt;b&gt;approche&lt;/b&gt;." in lu
    assert "Nadia Roche" in lu
    assert "lundi 23\u00a0novembre 2026 à 10\u00a0h\u00a005" in lu
    assert 'name="texte"' not in lu, "il lit sans écrire : il n’est pas référent"


@pytest.mark.exigence("CONV-19")
def test_un_nir_est_refuse_et_le_texte_reste(scene: Scene, connecter: Connecter) -> None:
    ecrire = reverse("conventions:ecrire_message", args=[scene.convention.cle])
    reponse = connecter(scene.agent).post(
        ecrire, {"jeton": str(uuid4()), "texte": f"Où en est le dossier {NIR} ?"}
    )
    contenu = texte(reponse)
    assert "ressemble à un numéro de sécurité sociale" in contenu
    assert f"Où en est le dossier {NIR} ?</textarea>" in contenu
    assert not MessageConvention.objects.exists()


@pytest.mark.exigence("CONV-19")
def test_le_fil_se_lit_par_pages_le_plus_ancien_d_abord(scene: Scene, connecter: Connecter) -> None:
    messages_anciens(scene, 45)
    navigateur = connecter(scene.agent)

    def suivre(contenu: str, sens: str) -> str:
        liens = re.findall(rf'href="(\?{sens}=[^"#]+)#echanges"', contenu)
        return texte(navigateur.get(page(scene) + liens[0])) if liens else ""

    derniere = texte(navigateur.get(page(scene)))
    milieu = suivre(derniere, "avant")
    premiere = suivre(milieu, "avant")
    assert lus(derniere) == [f"{rang:03d}" for rang in range(26, 46)]
    assert lus(milieu) == [f"{rang:03d}" for rang in range(6, 26)]
    assert lus(premiere) == [f"{rang:03d}" for rang in range(1, 6)]
    assert suivre(premiere, "avant") == suivre(derniere, "apres") == ""
    assert lus(suivre(premiere, "apres")) == lus(milieu)
    assert lus(suivre(milieu, "apres")) == lus(derniere)
    assert lus(texte(navigateur.get(page(scene) + "?avant=x"))) == lus(derniere)


@pytest.mark.exigence("CONV-19")
def test_trois_cents_messages_coutent_comme_trois(scene: Scene, connecter: Connecter) -> None:
    navigateur = connecter(scene.agent)
    navigateur.get(page(scene))
    nombres = []
    for nombre in (3, 300):
        MessageConvention.objects.all().delete()
        messages_anciens(scene, nombre)
        with CaptureQueriesContext(connection) as requetes:
            contenu = texte(navigateur.get(page(scene)))
        nombres.append((len(requetes), len(lus(contenu))))
    assert [lignes for _, lignes in nombres] == [3, 20]
    assert nombres[0][0] == nombres[1][0]


@pytest.mark.exigence("CONV-23")
def test_un_usage_se_demande_et_se_tranche(scene: Scene, connecter: Connecter) -> None:
    scene.referent(scene.de_valmont, "nadia@valmont.example", utilisateur=scene.nadia)
    demander = reverse("conventions:demander_usage", args=[scene.convention.cle])
    liste = reverse("conventions:lister_usages", args=[scene.convention.cle])
    saisie = {"titulaire": scene.de_valmont.pk, "objet": "nom_logo", "support": "Affiche du forum"}
    agent, nadia = connecter(scene.agent), connecter(scene.nadia)
    assert agent.post(demander, saisie)["Location"] == liste
    usage = DemandeUsage.objects.get()
    repondre = reverse("conventions:repondre_usage", args=[usage.cle])
    retirer = reverse("conventions:retirer_usage", args=[usage.cle])
    vue_agent, vue_nadia = texte(agent.get(liste)), texte(nadia.get(liste))
    assert (repondre in vue_agent, retirer in vue_agent) == (False, True)
    assert (repondre in vue_nadia, retirer in vue_nadia) == (True, False)
    assert "Affiche du forum" in texte(nadia.get(repondre))
    assert "Dites pourquoi" in texte(nadia.post(repondre, {"reponse": "refus", "motif": ""}))
    nadia.post(repondre, {"reponse": "accord", "motif": "Avec notre charte."})
    usage.refresh_from_db()
    assert usage.reponse == ReponseUsage.ACCORD
    contenu = texte(agent.get(liste))
    assert "Avec notre charte." in contenu
    assert "Conditions de l’accord" in contenu
    assert "n’attend plus de réponse" in texte(nadia.get(repondre))


@pytest.mark.exigence("CONV-23")
def test_une_demande_se_retire_apres_confirmation(scene: Scene, connecter: Connecter) -> None:
    usage = demander_usage(
        acteur=scene.acteur(scene.agent),
        demandeuse=scene.de_la_caisse,
        titulaire=scene.de_valmont,
        objet=ObjetUsage.NOM_LOGO,
        support="Affiche",
    )
    navigateur = connecter(scene.agent)
    retirer = reverse("conventions:retirer_usage", args=[usage.cle])
    assert "n’a plus à répondre" in texte(navigateur.get(retirer))
    usage.refresh_from_db()
    assert usage.reponse == ReponseUsage.ATTENTE, "lire ne change rien"
    navigateur.post(retirer)
    usage.refresh_from_db()
    assert usage.reponse == ReponseUsage.RETIREE
    assert "Retirée avant réponse" in texte(
        navigateur.get(reverse("conventions:lister_usages", args=[scene.convention.cle]))
    )
