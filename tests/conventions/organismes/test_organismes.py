"""Records of partenaires, memberships, drafts: what may be corrected, by whom, with what effect (ORG-02, CONV-01)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from conventions.enums import TypePartenaire
from conventions.models import Adhesion, Caisse, Convention, Partenaire
from conventions.selectors import caisses_en_vigueur
from conventions.services.adhesions import terminer_adhesion
from conventions.services.conventions import ajouter_partie
from conventions.services.fiches_partenaire import corriger_partenaire
from conventions.services.projets import corriger_projet, retirer_partie
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.web.dates import date_simple
from tests.conftest import ClientDuPortail
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    relier,
)
from tests.factories.habilitations import creer_agent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]
SIRET_VALABLE = "552 100 554 00013"


@pytest.fixture
def jour() -> Iterator[None]:
    """A Monday morning."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True):
        yield


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


def agent_de(caisse: Caisse) -> Acteur:
    return Acteur(
        utilisateur_id=1,
        profil="agent",
        roles=frozenset({"gestionnaire_conventions"}),
        caisse_ids=frozenset({caisse.pk}),
    )


def fiche(**champs: Any) -> dict[str, Any]:
    return {
        "libelle": "CCAS de Valmont",
        "type_partenaire": TypePartenaire.CCAS,
        "echelon": "local",
        "siret": "",
        "adresse": "1 place du Marché",
        "commune": "Valmont",
        "nom_dpo": "Aline Perret",
        "courriel_dpo": "dpo@valmont.example",
        "domaines": ["valmont.example", "@CCAS.Valmont.example"],
        **champs,
    }


@pytest.mark.exigence("ORG-02", "HAB-08")
def test_la_fiche_se_corrige_domaines_compris(caisse: Caisse) -> None:
    partenaire = creer_partenaire("CCAS de Valmnot", domaines=["ancien.example", "valmont.example"])
    relier(caisse, partenaire)
    corriger_partenaire(
        acteur=agent_de(caisse), caisse=caisse, partenaire=partenaire, fiche=fiche(siret=SIRET_VALABLE)
    )
    partenaire.refresh_from_db()
    assert (partenaire.libelle, partenaire.siret) == ("CCAS de Valmont", "55210055400013")
    assert partenaire.nom_dpo == "Aline Perret"
    assert sorted(partenaire.domaines.values_list("domaine", flat=True)) == [
        "ccas.valmont.example",
        "valmont.example",
    ]
    trace = Evenement.objects.get(action="conventions.corriger_partenaire")
    assert "Perret" not in str(trace.details), "le journal ne nomme personne"


@pytest.mark.exigence("ORG-02")
@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"siret": "552 100 554 00014"}, "siret_invalide"),
        ({"siret": "356 000 000 00048"}, "siret_connu"),
        ({"domaines": ["sans point"]}, "domaine_invalide"),
        ({"type_partenaire": TypePartenaire.ASSOCIATION}, "tete_avec_membres"),
    ],
)
def test_une_fiche_fausse_ne_change_rien(caisse: Caisse, champs: dict[str, Any], code: str) -> None:
    # 356 000 000: La Poste, whose establishments have a key of their own.
    creer_partenaire("La Poste", siret="35600000000048")
    partenaire = creer_partenaire("UDCCAS", type=TypePartenaire.TETE_DE_RESEAU)
    creer_adhesion(partenaire, creer_partenaire())
    relier(caisse, partenaire)
    with pytest.raises(RegleMetierRefusee) as refus:
        corriger_partenaire(
            acteur=agent_de(caisse),
            caisse=caisse,
            partenaire=partenaire,
            fiche=fiche(**{"type_partenaire": TypePartenaire.TETE_DE_RESEAU, **champs}),
        )
    assert refus.value.code == code
    partenaire.refresh_from_db()
    assert partenaire.libelle == "UDCCAS"
    assert not Evenement.objects.filter(action="conventions.corriger_partenaire").exists()


@pytest.mark.exigence("ORG-02", "HAB-17")
def test_un_projet_ne_donne_pas_la_fiche_des_autres(caisse: Caisse) -> None:
    autre = creer_caisse("381")
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(caisse, partenaire)
    creer_convention(autre, partenaire, signee_le=None)
    with pytest.raises(HorsPortee):
        corriger_partenaire(acteur=agent_de(autre), caisse=autre, partenaire=partenaire, fiche=fiche())
    neuf = creer_partenaire("CCAS neuf")
    creer_convention(autre, neuf, signee_le=None)
    corriger_partenaire(acteur=agent_de(autre), caisse=autre, partenaire=neuf, fiche=fiche())
    neuf.refresh_from_db()
    assert neuf.libelle == "CCAS de Valmont", "tant que personne n’a signé, qui a préparé le projet corrige"


@pytest.fixture
def reseau(caisse: Caisse) -> tuple[Partenaire, Partenaire, Adhesion]:
    tete = creer_partenaire("UDCCAS", type=TypePartenaire.TETE_DE_RESEAU)
    membre = creer_partenaire("CCAS de Valmont")
    adhesion = creer_adhesion(tete, membre)
    metier = creer_convention(caisse, tete)
    creer_utilisation(caisse, membre, parente=metier)
    return tete, membre, adhesion


@pytest.mark.exigence("ORG-02", "CONV-20", "CONV-14")
def test_la_fin_d_une_adhesion_ferme_l_acces_le_lendemain(
    caisse: Caisse, reseau: tuple[Partenaire, Partenaire, Adhesion]
) -> None:
    _, membre, adhesion = reseau
    terminer_adhesion(
        acteur=agent_de(caisse), caisse=caisse, adhesion=adhesion, dernier_jour=date(2026, 11, 30)
    )
    assert caisses_en_vigueur(membre.pk, date(2026, 11, 30)) == {caisse.pk}
    assert caisses_en_vigueur(membre.pk, date(2026, 12, 1)) == frozenset()


@pytest.mark.exigence("ORG-02")
@pytest.mark.parametrize(
    ("dernier_jour", "code"),
    [
        (date(2026, 11, 22), "fin_passee"),
        (date(2027, 1, 1), "deja_terminee"),
        (date(2026, 12, 31), "deja_terminee"),
    ],
)
def test_une_fin_d_adhesion_ne_recule_ni_ne_remonte(
    caisse: Caisse, reseau: tuple[Partenaire, Partenaire, Adhesion], dernier_jour: date, code: str
) -> None:
    _, _, adhesion = reseau
    Adhesion.objects.filter(pk=adhesion.pk).update(periode=DateRange(date(2026, 1, 5), date(2027, 1, 1)))
    with pytest.raises(RegleMetierRefusee) as refus:
        terminer_adhesion(
            acteur=agent_de(caisse), caisse=caisse, adhesion=adhesion, dernier_jour=dernier_jour
        )
    assert refus.value.code == code


@pytest.mark.exigence("ORG-02", "HAB-17")
def test_une_caisse_etrangere_ne_touche_pas_a_l_adhesion(
    reseau: tuple[Partenaire, Partenaire, Adhesion],
) -> None:
    _, membre, adhesion = reseau
    autre = creer_caisse("381")
    creer_convention(autre, membre, signee_le=None)
    with pytest.raises(HorsPortee):
        terminer_adhesion(
            acteur=agent_de(autre), caisse=autre, adhesion=adhesion, dernier_jour=date(2026, 12, 1)
        )


@pytest.mark.exigence("CONV-01")
def test_un_projet_a_autant_de_parties_qu_il_faut(caisse: Caisse) -> None:
    projet = creer_convention(caisse, creer_partenaire("UDCCAS"), signee_le=None)
    carsat = creer_caisse("820", type="CARSAT", libelle="Carsat")
    ajoutee = ajouter_partie(acteur=agent_de(caisse), convention=projet, caisse=carsat)
    assert projet.parties.count() == 3
    retirer_partie(acteur=agent_de(caisse), partie=ajoutee)
    assert not projet.parties.filter(caisse=carsat).exists()


@pytest.mark.exigence("CONV-01")
def test_un_projet_garde_ses_deux_cotes(caisse: Caisse) -> None:
    projet = creer_convention(caisse, creer_partenaire(), signee_le=None)
    for partie, code in zip(projet.parties.order_by("pk"), ("sa_caisse", "dernier_partenaire"), strict=True):
        with pytest.raises(RegleMetierRefusee) as refus:
            retirer_partie(acteur=agent_de(caisse), partie=partie)
        assert refus.value.code == code
    assert projet.parties.count() == 2


@pytest.mark.exigence("CONV-01", "CONV-03")
def test_rien_ne_se_corrige_une_fois_la_signature_ouverte(caisse: Caisse) -> None:
    signee = creer_convention(caisse, creer_partenaire())
    with pytest.raises(RegleMetierRefusee):
        corriger_projet(acteur=agent_de(caisse), convention=signee, objet="Autre objet")
    signee.refresh_from_db()
    assert signee.objet != "Autre objet"


@pytest.mark.exigence("CONV-01", "HAB-03")
def test_l_effectif_d_un_projet_se_corrige(caisse: Caisse) -> None:
    partenaire = creer_partenaire()
    projet = creer_utilisation(
        caisse, partenaire, parente=creer_convention(caisse, partenaire), signee_le=None
    )
    corriger_projet(acteur=agent_de(caisse), convention=projet, objet="", effectif_declare=27)
    projet.refresh_from_db()
    assert (projet.effectif_declare, projet.objet) == (27, projet.modele.libelle)
    with pytest.raises(RegleMetierRefusee) as refus:
        corriger_projet(acteur=agent_de(caisse), convention=projet, objet="", effectif_declare=None)
    assert refus.value.code == "effectif_absent"


@pytest.mark.exigence("ORG-02", "UX-01")
def test_les_ecrans_gardent_ce_qui_a_ete_tape(caisse: Caisse, connecter: Connecter) -> None:
    partenaire = creer_partenaire("CCAS de Valmont")
    relier(caisse, partenaire)
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    adresse = reverse("conventions:corriger_partenaire", args=[partenaire.cle])
    reponse = navigateur.post(
        adresse, {**fiche(siret="12", domaines="valmont.example"), "libelle": "CCAS de Valmont-le-Haut"}
    )
    page = reponse.content.decode()
    assert "Ce SIRET n’est pas valable" in page
    assert 'value="CCAS de Valmont-le-Haut"' in page
    navigateur.post(adresse, {**fiche(domaines="valmont.example"), "libelle": "CCAS de Valmont-le-Haut"})
    partenaire.refresh_from_db()
    assert partenaire.libelle == "CCAS de Valmont-le-Haut"


@pytest.mark.exigence("ORG-02", "CONV-01")
def test_le_reseau_et_les_parties_se_tiennent_a_l_ecran(
    caisse: Caisse, reseau: tuple[Partenaire, Partenaire, Adhesion], connecter: Connecter
) -> None:
    tete, membre, adhesion = reseau
    navigateur = connecter(creer_agent("gestionnaire_conventions"))
    page = navigateur.get(reverse("conventions:voir_partenaire", args=[membre.cle])).content.decode()
    assert f"UDCCAS, depuis le {date_simple(date(2026, 1, 5))}" in page
    assert (
        "Membres du réseau"
        in navigateur.get(reverse("conventions:voir_partenaire", args=[tete.cle])).content.decode()
    )
    navigateur.post(
        reverse("conventions:finir_adhesion", args=[membre.cle]),
        {"adhesion": adhesion.pk, "dernier_jour": "2026-12-31"},
    )
    adhesion.refresh_from_db()
    assert adhesion.periode.upper == date(2027, 1, 1)
    projet: Convention = creer_convention(caisse, membre, signee_le=None)
    adresse = reverse("conventions:ajouter_partie", args=[projet.cle])
    assert "l’un des deux" in navigateur.post(adresse, {"caisse": ""}).content.decode()
    navigateur.post(adresse, {"partenaire": tete.pk})
    ajoutee = projet.parties.get(partenaire=tete)
    navigateur.post(reverse("conventions:retirer_partie", args=[projet.cle]), {"partie": ajoutee.pk})
    assert not projet.parties.filter(partenaire=tete).exists()
