"""The screens of letters and ends: what they show, to whom, and what each act asks (CONV-03 … CONV-06, CONV-16)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from conventions.enums import NatureEvenement
from conventions.models import Caisse, Convention, EvenementConvention, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.comptes import MOT_DE_PASSE
from tests.factories.conventions import creer_caisse, creer_convention, creer_partenaire, relier
from tests.factories.habilitations import creer_agent, creer_gestionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def jour() -> Iterator[time_machine.Traveller]:
    """The clock stands on a Monday."""
    with time_machine.travel("2026-11-23T10:00:00+01:00", tick=True) as voyage:
        yield voyage


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def caf(caisse: Caisse) -> Convention:
    return creer_convention(caisse, creer_partenaire("CAF du Rhône"), modele="locale-caf")


@pytest.fixture
def agent(caisse: Caisse, connecter: Connecter) -> ClientDuPortail:
    return connecter(creer_agent("gestionnaire_conventions"))


def texte(reponse: Any) -> str:
    return str(reponse.content.decode())


def page_de(convention: Convention) -> str:
    return reverse("conventions:lister_courriers", args=[convention.cle])


def ecrire(navigateur: ClientDuPortail, convention: Convention, nature: str, **saisie: Any) -> Any:
    """Post a letter from the caisse to the partenaire."""
    de_la_caisse, du_partenaire = convention.parties.order_by("pk")
    return navigateur.post(
        reverse("conventions:enregistrer_courrier", args=[convention.cle, nature]),
        {
            "expediteur": de_la_caisse.pk,
            "envoye_le": "2026-11-20",
            f"numero_{du_partenaire.pk}": "1A 000 111 2223",
            **saisie,
        },
        follow=True,
    )


@pytest.mark.exigence("CONV-02", "CONV-16", "UX-01")
@pytest.mark.parametrize(
    ("modele", "presents", "absents"),
    [
        (
            "locale-caf",
            [
                "la convention est renouvelée jusqu’au 4\u00a0janvier 2032",
                "article 14.1",
                "article 16",
                "14.2",
            ],
            ["Refuser la reconduction"],
        ),
        (
            "locale-cpts",
            ["la convention prend fin le 31\u00a0mars 2027", "Convention locale CPAM–CPTS, article 7"],
            ["Mettre une partie en demeure", "Force majeure"],
        ),
        (
            "locale-ccas",
            ["se répare jusqu’au 8\u00a0décembre 2026", "prend fin le 4\u00a0janvier 2027"],
            ["Mettre fin par lettre", "Demander le renouvellement", "Force majeure"],
        ),
    ],
)
def test_seuls_les_actes_du_modele_sont_proposes(
    modele: str, presents: list[str], absents: list[str], caisse: Caisse, agent: ClientDuPortail
) -> None:
    convention = creer_convention(caisse, creer_partenaire(), modele=modele)
    page = texte(agent.get(page_de(convention)))
    assert "Aucune lettre recommandée" in page
    assert all(mots in page for mots in presents)
    assert not any(mots in page for mots in absents)
    assert "Mettre fin d’un commun accord" in page


@pytest.mark.exigence("CONV-16", "CONV-05")
def test_d_une_mise_en_demeure_a_sa_reparation(caf: Convention, agent: ClientDuPortail) -> None:
    page = texte(ecrire(agent, caf, "mise_en_demeure", reproche="Les référents ne répondent plus."))
    assert "La lettre est au registre." in page
    assert "à réparer jusqu’au 5\u00a0décembre 2026" in page
    assert "n°&nbsp;1A0001112223" in page
    assert "Convention locale CPAM–CAF, article 14.4.2" in page
    courrier = caf.courriers.get()
    du_partenaire = caf.parties.get(partenaire__isnull=False)
    autre = {"envoye_le": "2026-11-07", f"numero_{du_partenaire.pk}": "1A0001112224"}
    page = texte(ecrire(agent, caf, "mise_en_demeure", reproche="Motif.", **autre))
    assert "délai écoulé le 22\u00a0novembre 2026" in page
    assert "Décider la résiliation" in page
    reponse = agent.post(
        reverse("conventions:constater_reparation", args=[courrier.cle]),
        {"reparee_le": "2026-11-22", "motif": "Un référent est nommé."},
        follow=True,
    )
    assert "réparé le 22\u00a0novembre 2026" in texte(reponse)


@pytest.mark.exigence("CONV-05", "CONV-16")
def test_une_reception_qui_met_fin_demande_le_mot_de_passe(caf: Convention, agent: ClientDuPortail) -> None:
    ecrire(agent, caf, "fin_unilaterale")
    courrier = caf.courriers.get()
    adresse = reverse("conventions:enregistrer_reception", args=[courrier.cle])
    reponse = agent.get(adresse)
    assert reponse["Location"].startswith("/mon-compte/confirmer/")
    page = texte(agent.post(reponse["Location"], {"password": MOT_DE_PASSE}, follow=True))
    assert "Si la lettre est reçue aujourd’hui, la convention prend fin le 23\u00a0novembre 2026." in page
    saisie = {"destinataire": courrier.remises.get().destinataire_id, "recue_le": "2026-11-19"}
    page = texte(agent.post(adresse, saisie))
    assert "se reçoit entre ce jour et aujourd’hui" in page
    assert "2026-11-19" in page, "la saisie est gardée"
    page = texte(agent.post(adresse, {**saisie, "recue_le": "2026-11-21"}, follow=True))
    assert "Met fin à la convention le 21\u00a0novembre 2026." in page
    assert "La réception est enregistrée. Met fin à la convention" in page
    assert "a pris effet" in page
    assert caf.evenements.get(nature=NatureEvenement.RESILIATION).effet_le is not None


@pytest.mark.exigence("CONV-05", "UX-01")
def test_une_lettre_qui_ne_changerait_rien_se_dit(caisse: Caisse, agent: ClientDuPortail) -> None:
    convention = creer_convention(caisse, creer_partenaire(), modele="locale-cpts")
    EvenementConvention.objects.create(
        convention=convention,
        nature=NatureEvenement.RESILIATION,
        survenu_le=date(2026, 9, 23),
        effet_le=date(2026, 12, 31),
        consigne_le=timezone.now(),
    )
    page = texte(agent.get(page_de(convention)))
    assert "la convention prend déjà fin le 31\u00a0décembre 2026" in page
    assert "31\u00a0mars 2027" not in page


@pytest.mark.exigence("CONV-02", "CONV-05")
def test_ce_que_le_modele_ne_permet_pas_se_dit_avec_son_article(
    caisse: Caisse, agent: ClientDuPortail
) -> None:
    convention = creer_convention(caisse, creer_partenaire(), modele="locale-cpts")
    page = texte(ecrire(agent, convention, "mise_en_demeure", reproche="Les référents ne répondent plus."))
    assert "ne prévoit pas de mise en demeure" in page
    assert "Convention locale CPAM–CPTS, article 7" in page
    assert "Les référents ne répondent plus." in page, "la saisie est gardée"
    assert not convention.courriers.exists()


@pytest.mark.exigence("CONV-21", "CONV-05")
def test_suspendre_reprendre_nommer_des_clauses(caf: Convention, agent: ClientDuPortail) -> None:
    partie = caf.parties.get(partenaire__isnull=False)
    page = texte(
        agent.post(
            reverse("conventions:suspendre", args=[caf.cle]),
            {"partie": partie.pk, "notifiee_le": "2026-11-20", "motif": "Inondation des locaux."},
            follow=True,
        )
    )
    assert "Force majeure notifiée le 20\u00a0novembre 2026 par CAF du Rhône" in page
    assert "peut mettre fin à la convention à partir du 21\u00a0décembre 2026" in page
    assert "Enregistrer la résiliation" not in page
    page = texte(
        agent.post(
            reverse("conventions:reprendre", args=[caf.cle]), {"reprise_le": "2026-11-22"}, follow=True
        )
    )
    assert "La reprise est enregistrée." in page
    page = texte(
        agent.post(
            reverse("conventions:declarer_caducite", args=[caf.cle]),
            {"clauses_contraires": "Article 9", "texte_nouveau": "Loi", "depuis_le": "2026-11-01"},
            follow=True,
        )
    )
    assert "Les clauses caduques sont nommées." in page
    assert caf.evenements.get(nature=NatureEvenement.CADUCITE).article.endswith("article 14.2")


@pytest.mark.exigence("HAB-16", "HAB-17", "CONV-16")
def test_les_autres_lisent_sans_rien_a_faire(caisse: Caisse, connecter: Connecter) -> None:
    valmont: Partenaire = creer_partenaire("CCAS de Valmont")
    convention = relier(caisse, valmont)
    ecrire(
        connecter(creer_agent("gestionnaire_conventions")), convention, "mise_en_demeure", reproche="Motif."
    )
    lecteurs = [creer_agent("superviseur"), creer_agent("instructeur"), creer_gestionnaire(valmont)]
    for compte in lecteurs:
        navigateur = connecter(compte)
        page = texte(navigateur.get(page_de(convention)))
        assert "Mise en demeure" in page
        assert "le délai court de la réception" in page
        assert "Enregistrer" not in page
        for nom, cle in (
            ("enregistrer_reception", convention.courriers.get().cle),
            ("suspendre", convention.cle),
        ):
            assert navigateur.get(reverse(f"conventions:{nom}", args=[cle])).status_code == 404
    fin = reverse("conventions:resilier", args=[convention.cle, "accord"])
    assert connecter(lecteurs[0]).get(fin).status_code == 404


@pytest.mark.exigence("CONV-05")
@pytest.mark.parametrize("suite", ["fin/caprice", "fin/unilaterale", "courriers/nouveau/carte_postale"])
def test_un_acte_inconnu_n_existe_pas(caf: Convention, agent: ClientDuPortail, suite: str) -> None:
    base = reverse("conventions:voir_convention", args=[caf.cle])
    assert agent.get(f"{base}{suite}/").status_code == 404


@pytest.mark.exigence("CONV-05", "UX-01")
@pytest.mark.parametrize(
    ("envoye_le", "phrase", "possible"),
    [
        ("2026-11-20", "la décision est possible à partir du 6\u00a0décembre 2026", False),
        ("2026-11-08", "la décision est possible à partir du 24\u00a0novembre 2026", False),
        ("2026-11-07", "la fin est au plus tôt le 23\u00a0novembre 2026", True),
    ],
)
def test_une_fin_pour_manquement_ne_se_propose_qu_au_bout_du_delai(
    caf: Convention, agent: ClientDuPortail, envoye_le: str, phrase: str, *, possible: bool
) -> None:
    ecrire(agent, caf, "mise_en_demeure", envoye_le=envoye_le, reproche="Aucun référent n’est désigné.")
    page = texte(agent.get(page_de(caf)))
    assert phrase in page
    assert ("Décider la résiliation" in page) is possible


@pytest.mark.exigence("CONV-05", "CONV-16", "UX-01")
def test_une_convention_finie_n_attend_plus_de_reparation(caf: Convention, agent: ClientDuPortail) -> None:
    ecrire(agent, caf, "mise_en_demeure", reproche="Aucun bilan.", envoye_le="2026-10-01")
    page = texte(agent.get(page_de(caf)))
    assert "Les autres parties peuvent décider la fin." in page
    assert "Constater la réparation" in page
    EvenementConvention.objects.create(
        convention=caf,
        nature=NatureEvenement.RESILIATION,
        survenu_le=date(2026, 11, 1),
        effet_le=date(2026, 11, 10),
        consigne_le=timezone.now(),
    )
    page = texte(agent.get(page_de(caf)))
    assert "La convention a pris fin depuis." in page
    assert "Constater la réparation" not in page
    droits = texte(agent.get(reverse("conventions:droits_ouverts", args=[caf.cle])))
    assert "Et si cette convention prenait fin" not in droits
