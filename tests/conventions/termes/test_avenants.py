"""Avenants through the services, with a moving clock: what they change, refuse and leave behind (CONV-07)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from conventions.enums import EtatAvenant, EtatConvention, NatureEvenement, RythmeComite
from conventions.models import (
    Avenant,
    Caisse,
    Convention,
    Engagement,
    EngagementRetenu,
    EvaluationPartagee,
    EvenementConvention,
    Partenaire,
)
from conventions.rules.avenants import ENGAGEMENTS
from conventions.rules.termes import rejouer
from conventions.selectors_termes import NOMS, changements, termes_a_la_date, termes_actuels
from conventions.services import avenants as services
from conventions.services.controles_avenants import TermeRefuse
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from tests.factories.conventions import (
    DEBUT,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    mettre_fin,
    relier,
    renouveler,
)

pytestmark = pytest.mark.django_db
CommeWeb = Callable[[Acteur], AbstractContextManager[None]]
Deplacer = Callable[[date], None]


def agent(caisse: Caisse, *roles: str) -> Acteur:
    return Acteur(
        utilisateur_id=7,
        profil="agent",
        roles=frozenset(roles or {"gestionnaire_conventions"}),
        caisse_ids=frozenset({caisse.pk}),
    )


@pytest.fixture
def horloge() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2027-03-01T10:00:00+01:00", tick=False) as voyage:
        yield voyage


@pytest.fixture
def au(horloge: time_machine.Traveller) -> Deplacer:
    return lambda jour: horloge.move_to(f"{jour.isoformat()}T10:00:00+01:00")


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def partenaire() -> Partenaire:
    return creer_partenaire("CAF de Valmont")


@pytest.fixture
def caf(caisse: Caisse, partenaire: Partenaire) -> Convention:
    """Three years from 5 January 2026, evaluated after its first year."""
    convention = creer_convention(caisse, partenaire, modele="locale-caf")
    EvaluationPartagee.objects.create(
        convention=convention, tenue_le=date(2027, 1, 15), synthese="Bonne année", consignee_le=timezone.now()
    )
    return convention


def preparer(acteur: Acteur, convention: Convention, **modifications: Any) -> Avenant:
    avenant = services.creer_avenant(
        acteur=acteur, convention=convention, objet="Allonger la durée", modifications=modifications
    )
    services.mettre_avenant_en_signature(acteur=acteur, avenant=avenant)
    return avenant


def signer(acteur: Acteur, avenant: Avenant, *jours: date) -> Avenant:
    for partie, jour in zip(avenant.convention.parties.order_by("pk"), jours, strict=True):
        avenant = services.signer_avenant(
            acteur=acteur, avenant=avenant, partie=partie, signee_le=jour, representant="A. B."
        )
    return avenant


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_un_avenant_prend_effet_a_la_derniere_signature(
    caf: Convention, caisse: Caisse, comme_web: CommeWeb
) -> None:
    acteur = agent(caisse)
    with comme_web(acteur):
        avenant = preparer(acteur, caf, duree_mois=48, comite=RythmeComite.FEVRIER_MARS)
        premiere, derniere = caf.parties.order_by("pk")
        services.signer_avenant(
            acteur=acteur, avenant=avenant, partie=premiere, signee_le=date(2027, 2, 26), representant="A. B."
        )
        caf.refresh_from_db()
        assert (caf.duree_mois, caf.comite) == (36, "annuel")
        signe = services.signer_avenant(
            acteur=acteur, avenant=avenant, partie=derniere, signee_le=date(2027, 2, 24), representant="C. D."
        )
    caf.refresh_from_db()
    assert (caf.duree_mois, caf.comite) == (48, "fevrier_mars")
    assert (signe.etat, signe.effet_le) == (EtatAvenant.SIGNE, date(2027, 2, 26))
    assert signe.modifications["duree_mois"] == {"avant": 36, "apres": 48}
    fait = caf.evenements.get(nature=NatureEvenement.AVENANT)
    assert (fait.survenu_le, fait.terme_le, fait.avenant_id) == (
        date(2027, 2, 26),
        date(2030, 1, 4),
        avenant.pk,
    )
    assert fait.article == "Convention locale CPAM–CAF, article 14.3"
    assert Convention.objects.avec_dates().get(pk=caf.pk).fin_certaine == date(2030, 1, 4)
    details = Evenement.objects.filter(action="conventions.signer_avenant").latest("pk").details
    assert details["derniere"] is True


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_les_termes_d_un_jour_passe_se_relisent(caf: Convention, caisse: Caisse, au: Deplacer) -> None:
    a_la_signature, acteur = termes_actuels(caf), agent(caisse)
    signer(acteur, preparer(acteur, caf, duree_mois=48), date(2027, 2, 26), date(2027, 3, 1))
    au(date(2028, 5, 2))
    caf.refresh_from_db()
    signer(acteur, preparer(acteur, caf, duree_mois=60, preavis_mois=6), date(2028, 5, 2), date(2028, 5, 2))
    caf.refresh_from_db()
    assert termes_a_la_date(caf, DEBUT) == termes_a_la_date(caf, date(2027, 2, 28)) == a_la_signature
    assert termes_a_la_date(caf, date(2027, 3, 1))["duree_mois"] == 48
    assert termes_a_la_date(caf, date(2028, 5, 1))["preavis_mois"] == 3
    assert termes_a_la_date(caf, date(2028, 5, 2)) == termes_actuels(caf)
    assert rejouer(a_la_signature, changements(caf)) == {
        **{nom: getattr(caf, nom) for nom in NOMS},
        ENGAGEMENTS: [],
    }
    # Counted from the start of the term, each time: never added up.
    assert Convention.objects.avec_dates().get(pk=caf.pk).fin_certaine == date(2031, 1, 4)


@pytest.mark.exigence("CONV-07", "CONV-04")
@pytest.mark.usefixtures("horloge")
def test_une_nouvelle_duree_garde_le_renouvellement_deja_recu(
    caf: Convention, caisse: Caisse, au: Deplacer
) -> None:
    renouveler(caf, date(2032, 1, 4), consigne_le=date(2028, 9, 1))
    au(date(2028, 11, 3))
    acteur = agent(caisse)
    signer(acteur, preparer(acteur, caf, duree_mois=24), date(2028, 11, 3), date(2028, 11, 3))
    assert Convention.objects.avec_dates().get(pk=caf.pk).fin_certaine == date(2031, 1, 4)


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_un_terme_ne_finit_jamais_dans_le_passe(caf: Convention, caisse: Caisse, au: Deplacer) -> None:
    acteur = agent(caisse)
    with pytest.raises(TermeRefuse, match="jamais dans le passé") as refus:
        services.creer_avenant(acteur=acteur, convention=caf, objet="Court", modifications={"duree_mois": 13})
    assert refus.value.terme == "duree_mois"
    avenant = preparer(acteur, caf, duree_mois=15)
    au(date(2027, 4, 5))
    with pytest.raises(TermeRefuse, match=r"4\s+avril 2027"):
        signer(acteur, avenant, date(2027, 3, 30), date(2027, 4, 5))
    caf.refresh_from_db()
    assert caf.duree_mois == 36
    assert not caf.evenements.filter(nature=NatureEvenement.AVENANT).exists()


@pytest.mark.exigence("CONV-07", "CONV-17")
@pytest.mark.usefixtures("horloge")
def test_le_texte_de_la_caf_attend_l_evaluation_partagee(caf: Convention, caisse: Caisse) -> None:
    acteur = agent(caisse)
    caf.evaluations.all().delete()
    with pytest.raises(RegleMetierRefusee, match="évaluation partagée") as refus:
        services.creer_avenant(acteur=acteur, convention=caf, objet="Durée", modifications={"duree_mois": 48})
    assert (refus.value.code, refus.value.article) == (
        "evaluation_absente",
        "Convention locale CPAM–CAF, article 14.3",
    )
    EvenementConvention.objects.create(
        convention=caf,
        nature=NatureEvenement.CADUCITE,
        survenu_le=date(2027, 2, 1),
        consigne_le=timezone.now(),
    )
    assert preparer(acteur, caf, duree_mois=48).numero == 1


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
@pytest.mark.parametrize(
    "modifications",
    [
        {"objet": "Autre objet"},
        {"reconduction": "tacite"},
        {"services_par_defaut": []},
        {"effectif_declare": 30},
    ],
)
def test_ni_l_objet_ni_la_reconduction_ne_se_modifient(
    caf: Convention, caisse: Caisse, modifications: dict[str, Any]
) -> None:
    with pytest.raises(TermeRefuse, match="nouvelle convention") as refus:
        services.creer_avenant(acteur=agent(caisse), convention=caf, objet="X", modifications=modifications)
    assert {refus.value.terme} == set(modifications)
    assert not Avenant.objects.exists()


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_un_avenant_a_la_fois(caf: Convention, caisse: Caisse) -> None:
    acteur = agent(caisse)
    premier = preparer(acteur, caf, duree_mois=48)
    with pytest.raises(RegleMetierRefusee, match="avenant n° 1") as refus:
        preparer(acteur, caf, duree_mois=60)
    assert refus.value.code == "avenant_en_cours"
    services.abandonner_avenant(acteur=acteur, avenant=premier, motif="Changement d’avis")
    fait = caf.evenements.get(nature=NatureEvenement.ABANDON)
    assert (fait.avenant_id, fait.motif) == (premier.pk, "Avenant n° 1 : Changement d’avis")
    assert preparer(acteur, caf, duree_mois=60).numero == 2


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_seule_une_convention_signee_et_en_vigueur_se_modifie(caisse: Caisse, partenaire: Partenaire) -> None:
    acteur = agent(caisse)
    projet = creer_convention(caisse, partenaire, signee_le=None)
    finie = creer_convention(caisse, partenaire)
    mettre_fin(finie, date(2027, 2, 27))
    for convention, code in ((projet, "convention_non_signee"), (finie, "convention_pas_en_vigueur")):
        with pytest.raises(RegleMetierRefusee) as refus:
            services.creer_avenant(acteur=acteur, convention=convention, objet="X", texte="Y")
        assert refus.value.code == code
    assert projet.etat == EtatConvention.BROUILLON


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_une_convention_finie_avant_la_derniere_signature_ne_change_plus(
    caf: Convention, caisse: Caisse
) -> None:
    acteur = agent(caisse)
    avenant = preparer(acteur, caf, duree_mois=48)
    mettre_fin(caf, date(2027, 2, 27))
    with pytest.raises(RegleMetierRefusee, match="n’est pas en vigueur"):
        signer(acteur, avenant, date(2027, 2, 26), date(2027, 3, 1))
    caf.refresh_from_db()
    assert caf.duree_mois == 36


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_les_signatures_impossibles_sont_refusees(caf: Convention, caisse: Caisse) -> None:
    acteur = agent(caisse)
    signer(acteur, preparer(acteur, caf, duree_mois=48), date(2027, 2, 26), date(2027, 2, 26))
    avenant = preparer(acteur, caf, duree_mois=60)
    partie = caf.parties.order_by("pk")[0]

    def refus(le: date) -> str:
        with pytest.raises(RegleMetierRefusee) as refuse:
            services.signer_avenant(
                acteur=acteur, avenant=avenant, partie=partie, signee_le=le, representant="A. B."
            )
        return refuse.value.code

    assert refus(date(2027, 3, 2)) == "signature_future"
    assert refus(date(2027, 2, 25)) == "signature_avant_avenant"
    services.signer_avenant(
        acteur=acteur, avenant=avenant, partie=partie, signee_le=date(2027, 3, 1), representant="A. B."
    )
    assert refus(date(2027, 3, 1)) == "deja_signee"
    with pytest.raises(RegleMetierRefusee, match="à l’état « en signature »"):
        services.modifier_avenant(acteur=acteur, avenant=avenant, objet="X", texte="Y")


@pytest.mark.exigence("CONV-07")
@pytest.mark.usefixtures("horloge")
def test_l_effectif_d_une_utilisation_change_par_avenant(caisse: Caisse, partenaire: Partenaire) -> None:
    utilisation, acteur = relier(caisse, partenaire), agent(caisse)
    signer(acteur, preparer(acteur, utilisation, effectif_declare=30), date(2027, 3, 1), date(2027, 3, 1))
    utilisation.refresh_from_db()
    assert utilisation.effectif_declare == 30
    assert utilisation.evenements.get(nature=NatureEvenement.AVENANT).terme_le is None
    assert termes_a_la_date(utilisation, date(2027, 2, 28))["effectif_declare"] == 18


@pytest.mark.exigence("CONV-07", "CONV-18")
@pytest.mark.usefixtures("horloge")
def test_les_options_changent_par_avenant(caf: Convention, caisse: Caisse) -> None:
    ateliers, prevention = (
        Engagement.objects.create(
            modele=caf.modele, ordre=900 + rang, rubrique="Prévention", texte=f"Option {rang}", optionnel=True
        )
        for rang in range(2)
    )
    EngagementRetenu.objects.create(convention=caf, engagement=ateliers)
    acteur = agent(caisse)
    signer(acteur, preparer(acteur, caf, engagements=[prevention.pk]), date(2027, 3, 1), date(2027, 3, 1))
    assert list(caf.choix.values_list("engagement", flat=True)) == [prevention.pk]
    assert termes_a_la_date(caf, date(2027, 2, 28))[ENGAGEMENTS] == [ateliers.pk]
    commun = Engagement.objects.create(modele=caf.modele, ordre=950, rubrique="Socle", texte="Commun")
    with pytest.raises(TermeRefuse, match="au choix"):
        preparer(acteur, caf, engagements=[commun.pk])


@pytest.mark.exigence("CONV-07", "RGPD-05")
@pytest.mark.usefixtures("horloge")
def test_ni_avenant_vide_ni_donnee_d_un_assure(caf: Convention, caisse: Caisse) -> None:
    acteur = agent(caisse)
    with pytest.raises(RegleMetierRefusee) as vide:
        services.creer_avenant(acteur=acteur, convention=caf, objet="X", modifications={"duree_mois": 36})
    assert vide.value.code == "avenant_vide"
    with pytest.raises(RegleMetierRefusee) as nir:
        services.creer_avenant(acteur=acteur, convention=caf, objet="X", texte="Pour 2 84 05 69 123 456 78")
    assert nir.value.code == "nir"
    libre = services.creer_avenant(
        acteur=acteur, convention=caf, objet="X", texte="L’annexe 1 est remplacée."
    )
    assert libre.modifications == {}


@pytest.mark.exigence("CONV-07", "HAB-16", "HAB-17")
@pytest.mark.usefixtures("horloge")
def test_seul_un_gestionnaire_de_conventions_d_une_caisse_partie(caf: Convention, caisse: Caisse) -> None:
    avenant = preparer(agent(caisse), caf, duree_mois=48)
    partie = caf.parties.order_by("pk")[0]
    for acteur in (agent(caisse, "superviseur", "dpo"), agent(creer_caisse("011"))):
        with pytest.raises(HorsPortee):
            services.creer_avenant(acteur=acteur, convention=caf, objet="X", texte="Y")
        with pytest.raises(HorsPortee):
            services.signer_avenant(
                acteur=acteur,
                avenant=avenant,
                partie=partie,
                signee_le=timezone.localdate() - timedelta(days=1),
                representant="A. B.",
            )
    assert not avenant.signatures.exists()
