"""Demandes about the same person: the structure's own at the identity step, the caisse's to its agents."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import copy
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conventions.enums import Service
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from signalements.models import Demande, LienDemandes
from signalements.selectors.doublons import autres_demandes, doublons_du_partenaire
from signalements.services.liens import autre_par_reference, delier_demandes, lier_demandes
from signalements.services.traitement import annuler
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_technicien
from tests.factories.signalements import SAISIE, Scene, creer_brouillon, creer_transmise

EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


def _brouillon_d_etude(scene: Scene, **saisie: Any) -> Demande:
    brouillon = creer_brouillon(scene)
    brouillon.nature = Service.ETUDE
    brouillon.saisie = {champ: SAISIE[champ] for champ in ("nom", "prenom", "date_naissance")} | saisie
    brouillon.save()
    return brouillon


@pytest.mark.exigence("DEM-15", "NOV-07")
@pytest.mark.parametrize(
    ("saisie", "trouvee"),
    [
        ({}, True),
        ({"nom": "LEMAÎRE OZANNE", "prenom": "bïnta"}, True),
        ({"nom": "Lemaire"}, False),
        ({"prenom": "Bintou"}, False),
        ({"date_naissance": "1988-03-05"}, False),
        ({"date_naissance": ""}, False),
        ({"date_naissance": "04/03/1988"}, False),
        ({"nom": ""}, False),
    ],
)
def test_meme_personne_sans_accents_ni_traits_d_union(
    scene: Scene, comme_web: EnTantQue, saisie: dict[str, Any], trouvee: bool
) -> None:
    ouverte = creer_demande(scene)
    creer_demande(scene, Service.DOCUMENT)
    brouillon = _brouillon_d_etude(scene, **saisie)
    with comme_web(scene.technicien):
        trouvees = doublons_du_partenaire(scene.technicien, brouillon)
    assert trouvees == ([ouverte] if trouvee else [])


@pytest.mark.exigence("DEM-15")
def test_un_collegue_la_voit_et_une_demande_finie_ne_compte_plus(scene: Scene, comme_web: EnTantQue) -> None:
    ouverte = creer_demande(scene)
    collegue = creer_technicien(scene.partenaire)
    brouillon = _brouillon_d_etude(scene)
    with comme_web(acteur_pour(collegue)):
        assert doublons_du_partenaire(acteur_pour(collegue), brouillon) == [ouverte]
    annuler(acteur=scene.technicien, demande_id=ouverte.pk)
    with comme_web(scene.technicien):
        assert doublons_du_partenaire(scene.technicien, brouillon) == []


def _peupler(modele: Demande) -> None:
    """Give a structure enough demandes for PostgreSQL to read them by an index."""
    autres = []
    for rang in range(400):
        copie = copy(modele)
        copie.pk, copie.cle, copie.reference = None, uuid4(), f"2026-{modele.partenaire_id}-{rang:04}"
        copie.nom = copie.nom_plie = f"autre {rang}"
        autres.append(copie)
    Demande.objects.bulk_create(autres)


def _plan(scene: Scene, brouillon: Demande) -> tuple[list[Demande], list[str], Any]:
    """Return the answer, the queries and what PostgreSQL read to answer, line by line."""
    with CaptureQueriesContext(connection) as requetes:
        trouvees = doublons_du_partenaire(scene.technicien, brouillon)
    textes = [requete["sql"] for requete in requetes.captured_queries]
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, FORMAT JSON) {textes[-1]}")
        plan = curseur.fetchone()[0]
    return trouvees, textes, json.loads(plan) if isinstance(plan, str) else plan


@pytest.mark.exigence("NOV-07", "HAB-17", "DEM-15")
def test_rien_ne_dit_qu_une_autre_structure_a_deja_demande(
    scene: Scene, voisins: Scene, comme_web: EnTantQue
) -> None:
    for lieu in (scene, voisins):
        _peupler(creer_demande(lieu, nom="Autre"))
    voisine = creer_demande(voisins, nom="Tout-Autre")
    brouillon = _brouillon_d_etude(scene)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE signalements_demande")
    with comme_web(scene.technicien):
        sans = _plan(scene, brouillon)
    voisine.nom, voisine.nom_plie = "Lemaire-Ozanne", "lemaire ozanne"
    voisine.save()
    with comme_web(scene.technicien):
        avec = _plan(scene, brouillon)
    assert sans == avec, "même réponse, mêmes requêtes, mêmes lignes lues"
    assert avec[0] == []
    assert "signalements_memes_personnes" in json.dumps(avec[2]), "l’index qui commence par la structure"


@pytest.mark.exigence("DEM-15", "NOV-07", "HAB-17")
def test_l_agent_voit_les_demandes_de_sa_caisse_et_d_elle_seule(
    scene: Scene, voisins: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande = creer_demande(scene)
    close = creer_demande(scene, Service.CONTACT)
    annuler(acteur=scene.technicien, demande_id=close.pk)
    signalement = creer_transmise(scene)
    Demande.objects.filter(pk=signalement.pk).update(nom_plie="lemaire ozanne", prenom_plie="binta")
    voisine = creer_demande(voisins, Service.DOCUMENT)
    creer_demande(ailleurs)
    creer_demande(voisins, prenom="Awa")
    with comme_web(scene.agent):
        autres = autres_demandes(scene.agent, demande)
    assert [autre.demande.pk for autre in autres] == [voisine.pk, signalement.pk, close.pk]
    assert not any(autre.liee for autre in autres)


@pytest.mark.exigence("DEM-15", "NOV-07")
def test_lier_se_lit_des_deux_cotes_et_se_reprend(scene: Scene, voisins: Scene, comme_web: EnTantQue) -> None:
    une = creer_demande(scene)
    autre = creer_demande(voisins, nom="Lemerre")
    with comme_web(scene.agent):
        assert autres_demandes(scene.agent, une) == []
        for _ in range(2):
            lier_demandes(acteur=scene.agent, demande_id=autre.pk, autre_id=une.pk)
        for demande, liee in ((une, autre), (autre, une)):
            assert [(a.demande, a.liee) for a in autres_demandes(scene.agent, demande)] == [(liee, True)]
    with comme_web(scene.technicien):
        assert not LienDemandes.objects.exists(), "le partenaire n’en lit rien"
    with comme_web(scene.agent):
        delier_demandes(acteur=scene.agent, demande_id=une.pk, autre_id=autre.pk)
        delier_demandes(acteur=scene.agent, demande_id=une.pk, autre_id=autre.pk)
        assert autres_demandes(scene.agent, autre) == []
    ecrits = Evenement.objects.filter(action__contains="lier_demandes").order_by("pk")
    assert [e.objet_id for e in ecrits] == [une.pk, autre.pk] * 2, "une fois pour chacune, jamais l’autre"
    assert all(set(e.details) == {"reference"} for e in ecrits)


@pytest.mark.exigence("DEM-15", "HAB-17")
def test_on_ne_lie_ni_l_inconnue_ni_celle_d_une_autre_caisse_ni_la_meme(
    scene: Scene, ailleurs: Scene, comme_web: EnTantQue
) -> None:
    demande, loin = creer_demande(scene), creer_demande(ailleurs)
    with comme_web(scene.agent):
        refus = []
        for reference in (str(loin.reference), "2026-691-ZZZZZZ"):
            with pytest.raises(RegleMetierRefusee, match="Aucune demande de votre caisse") as inconnue:
                autre_par_reference(scene.agent, demande, reference)
            refus.append(inconnue.value.message)
        assert len(set(refus)) == 1, "la même réponse pour l’inconnue et pour celle d’ailleurs"
        with pytest.raises(HorsPortee):
            lier_demandes(acteur=scene.agent, demande_id=demande.pk, autre_id=loin.pk)
        with pytest.raises(RegleMetierRefusee, match="à elle-même"):
            lier_demandes(acteur=scene.agent, demande_id=demande.pk, autre_id=demande.pk)
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        autre = creer_demande(scene)
        lier_demandes(acteur=scene.technicien, demande_id=demande.pk, autre_id=autre.pk)
    assert not LienDemandes.objects.exists()


@pytest.mark.exigence("DEM-15", "NOV-07")
def test_l_agent_lie_et_delie_depuis_la_page(scene: Scene, voisins: Scene, connecter: Connecter) -> None:
    une, autre = creer_demande(scene), creer_demande(voisins)
    navigateur = connecter(scene.compte_agent)
    page = navigateur.get(f"/bureau/{une.cle}/").content.decode()
    assert str(autre.reference) in page
    assert voisins.partenaire.libelle in page
    for action, suite, liens in (("", "sont liées", 1), ("retrait/", "ne sont plus liées", 0)):
        reponse = navigateur.post(
            f"/bureau/{une.cle}/liens/{action}", {"reference": autre.reference}, follow=True
        )
        assert suite in reponse.content.decode()
        assert LienDemandes.objects.count() == liens
    reponse = navigateur.post(f"/bureau/{une.cle}/liens/", {"reference": ""}, follow=True)
    assert "Vérifiez-la" in reponse.content.decode()


@pytest.mark.exigence("NOV-07", "UX-06")
def test_au_dela_de_cinq_les_autres_se_replient_les_liees_d_abord(
    scene: Scene, connecter: Connecter, comme_web: EnTantQue
) -> None:
    liee, *recentes, une = [creer_demande(scene) for _ in range(8)]
    with comme_web(scene.agent):
        lier_demandes(acteur=scene.agent, demande_id=une.pk, autre_id=liee.pk)
    page = connecter(scene.compte_agent).get(f"/bureau/{une.cle}/").content.decode()
    d_abord, repliees = page.split("Voir les autres demandes (2)")
    assert str(liee.reference) in d_abord
    assert sum(str(autre.reference) in d_abord for autre in recentes) == 4
    assert sum(str(autre.reference) in repliees for autre in recentes) == 2
