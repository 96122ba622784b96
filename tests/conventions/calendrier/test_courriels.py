"""The mails of the calendar: who gets them, what they say, and once each (CONV-04, CONV-13)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from conventions.enums import CodeAvertissement, Volet
from conventions.models import (
    AttestationDestruction,
    Avertissement,
    Caisse,
    Convention,
    Interlocuteur,
    Partenaire,
    Referent,
)
from conventions.services.attestations_demandees import relancer_attestations
from conventions.services.constats import balayer_conventions
from espace_partenaires.notifications.envoi import balayer as envoyer
from espace_partenaires.notifications.models import Courriel
from tests.factories.conventions import (
    creer_adhesion,
    creer_caisse,
    creer_convention,
    creer_partenaire,
    creer_utilisation,
    mettre_fin,
    relier,
)
from tests.factories.habilitations import creer_agent, creer_gestionnaire

pytestmark = pytest.mark.django_db
CommeTaches = Callable[[], AbstractContextManager[None]]
PARIS = ZoneInfo("Europe/Paris")
SIGNEE = date(2024, 1, 5)
TERME = date(2027, 1, 4)


def midi(jour: date) -> datetime:
    return datetime(jour.year, jour.month, jour.day, 12, tzinfo=PARIS)


def nommer(convention: Convention, courriel: str, *, caisse: bool, au: date | None = None) -> Referent:
    partie = convention.parties.get(caisse__isnull=not caisse)
    return Referent.objects.create(
        convention=convention, partie=partie, nom="Essai", courriel=courriel, du=SIGNEE, au=au
    )


def personnes(code: CodeAvertissement) -> list[str]:
    """Return who was told of a warning, by address."""
    courriels = Courriel.objects.filter(
        message="conventions.avertissement", cle_unicite__contains=f":{code.value}:"
    )
    return sorted(
        courriel.destinataire.courriel if courriel.destinataire else courriel.adresse
        for courriel in courriels.select_related("destinataire")
    )


@pytest.fixture
def caisse() -> Caisse:
    return creer_caisse()


@pytest.fixture
def metier(caisse: Caisse) -> Convention:
    """An express convention of three years, whose term is near; its manager and its référents."""
    creer_agent("gestionnaire_conventions", courriel="conventions@caisse.example")
    creer_agent("instructeur", courriel="instructeur@caisse.example")
    creer_agent("gestionnaire_conventions", caisse=creer_caisse("011"), courriel="ailleurs@caisse.example")
    creer_agent("gestionnaire_conventions", courriel="parti@caisse.example", is_active=False)
    convention = creer_convention(
        caisse,
        creer_partenaire("CAF de Valmont"),
        modele="locale-caf",
        signee_le=SIGNEE,
        evaluation="aucune",
        comite="aucun",
        bilan_annuel=False,
    )
    nommer(convention, "referent@caf.example", caisse=False)
    nommer(convention, "ancien@caf.example", caisse=False, au=date(2025, 6, 30))
    nommer(convention, "Conventions@caisse.example", caisse=True)
    return convention


@pytest.mark.exigence("CONV-04")
def test_les_trois_avertissements_a_leur_jour(metier: Convention, comme_taches: CommeTaches) -> None:
    jour, fin = date(2026, 8, 25), TERME + timedelta(days=2)
    with comme_taches():
        while jour <= fin:
            balayer_conventions(maintenant=midi(jour))
            jour += timedelta(days=1)
    ecrits = Avertissement.objects.order_by("ecrit_le").values_list("code", "echeance", "ecrit_le__date")
    assert list(ecrits) == [
        ("quatre_mois", TERME, date(2026, 9, 4)),
        ("semaine_avant_preavis", date(2026, 10, 4), date(2026, 9, 27)),
        ("un_mois", TERME, date(2026, 12, 4)),
        ("fin", TERME, date(2027, 1, 5)),
    ]
    for code in ("quatre_mois", "semaine_avant_preavis", "un_mois", "fin"):
        assert personnes(CodeAvertissement(code)) == ["conventions@caisse.example", "referent@caf.example"]


@pytest.mark.exigence("CONV-04", "NOV-02")
@pytest.mark.parametrize(
    ("reprise", "attendus"),
    [
        (date(2026, 9, 20), ["quatre_mois"]),
        (date(2026, 10, 2), ["semaine_avant_preavis"]),
        (date(2026, 12, 20), ["un_mois"]),
        (date(2027, 1, 20), ["fin"]),
        (date(2028, 1, 20), []),
    ],
)
def test_apres_un_arret_seul_l_utile_part(
    reprise: date, attendus: list[str], metier: Convention, comme_taches: CommeTaches
) -> None:
    with comme_taches():
        balayer_conventions(maintenant=midi(reprise))
        balayer_conventions(maintenant=midi(reprise))
    assert list(Avertissement.objects.values_list("code", flat=True)) == attendus
    assert Courriel.objects.filter(message="conventions.avertissement").count() == 2 * len(attendus)


@pytest.mark.exigence("CONV-09", "CONV-17")
def test_le_comite_et_l_evaluation_sont_rappeles_au_bout_d_un_an(
    caisse: Caisse, comme_taches: CommeTaches
) -> None:
    creer_agent("gestionnaire_conventions")
    creer_convention(caisse, creer_partenaire(), signee_le=date(2026, 1, 5), bilan_annuel=False)
    codes = Avertissement.objects.filter(code__in=["comite", "evaluation"]).order_by("code")
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2027, 1, 4)))
    assert not codes.exists()
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2027, 1, 5)))
    assert list(codes.values_list("code", "echeance")) == [
        ("comite", date(2027, 1, 5)),
        ("evaluation", date(2027, 1, 5)),
    ]


@pytest.mark.exigence("CONV-04", "CONV-06")
def test_une_metier_et_ses_utilisations_n_ecrivent_qu_une_fois_a_chacun(
    caisse: Caisse, comme_taches: CommeTaches
) -> None:
    creer_agent("gestionnaire_conventions", courriel="conventions@caisse.example")
    tete = creer_partenaire("UDCCAS")
    metier = creer_convention(caisse, tete, signee_le=SIGNEE)
    for nom in ("CCAS de Bourg", "CCAS de Valmont"):
        membre = creer_partenaire(nom)
        creer_adhesion(tete, membre, du=SIGNEE)
        utilisation = creer_utilisation(caisse, membre, parente=metier, signee_le=SIGNEE)
        nommer(utilisation, f"referent@{nom[-5:].strip().lower()}.example", caisse=False)
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2026, 12, 4)))
    assert personnes(CodeAvertissement.UN_MOIS) == [
        "conventions@caisse.example",
        "referent@bourg.example",
        "referent@lmont.example",
    ]


@pytest.mark.exigence("CONV-04", "UX-01", "RGPD-02")
def test_ce_que_dit_un_avertissement(metier: Convention, comme_taches: CommeTaches) -> None:
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2026, 9, 27)))
        envoyer()
    recu = next(message for message in mail.outbox if message.to == ["referent@caf.example"])
    assert recu.subject == "Une semaine avant la date limite\xa0: convention avec CAF de Valmont"
    texte = " ".join(str(recu.body).replace("\N{NO-BREAK SPACE}", " ").split())
    assert "Dernier jour pour recevoir une demande de renouvellement : dimanche 4 octobre 2026." in texte
    assert "Sans elle, la convention expire le 4 janvier 2027." in texte
    assert "Convention locale CPAM–CAF, article 14.1" in texte
    assert f"/partenaires/conventions/{metier.cle}/calendrier/" in texte


def finir(caisse: Caisse, partenaire: Partenaire, comme_taches: CommeTaches) -> AttestationDestruction:
    utilisation = relier(caisse, partenaire, signee_le=SIGNEE)
    assert utilisation.parente is not None
    mettre_fin(utilisation.parente, date(2026, 3, 31))
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2026, 4, 1)))
    return AttestationDestruction.objects.get()


def liens(message: str) -> list[str]:
    return sorted(Courriel.objects.filter(message=message).values_list("adresse", flat=True))


@pytest.mark.exigence("CONV-13")
def test_l_attestation_est_demandee_aux_referents_et_au_delegue(
    caisse: Caisse, comme_taches: CommeTaches
) -> None:
    partenaire = creer_partenaire(courriel_dpo="dpo@valmont.example")
    metier = creer_convention(caisse, partenaire, signee_le=SIGNEE)
    nommer(metier, "referent@valmont.example", caisse=False)
    nommer(metier, "agent@caisse.example", caisse=True)
    mettre_fin(metier, date(2026, 3, 31))
    with comme_taches():
        balayer_conventions(maintenant=midi(date(2026, 4, 1)))
    assert liens("conventions.attestation_demandee") == ["dpo@valmont.example", "referent@valmont.example"]


@pytest.mark.exigence("CONV-13")
def test_sans_referent_ni_delegue_elle_va_a_qui_repond_pour_le_partenaire(
    caisse: Caisse, comme_taches: CommeTaches
) -> None:
    partenaire = creer_partenaire()
    relier(caisse, partenaire)
    creer_gestionnaire(partenaire, courriel="gestionnaire@valmont.example")
    attestation = finir(caisse, partenaire, comme_taches)
    assert liens("conventions.attestation_demandee") == ["gestionnaire@valmont.example"]
    assert len(attestation.empreinte_du_lien) == 64
    Interlocuteur.objects.create(
        partenaire=partenaire, volet=Volet.CONVENTION, nom="Essai", courriel="contact@valmont.example"
    )
    with comme_taches():
        assert relancer_attestations(maintenant=midi(date(2026, 5, 1))) == 1
    assert liens("conventions.attestation_relance") == ["contact@valmont.example"]


@pytest.mark.exigence("CONV-13")
def test_la_relance_part_une_fois_au_bout_de_trente_jours(caisse: Caisse, comme_taches: CommeTaches) -> None:
    attestation = finir(caisse, creer_partenaire(courriel_dpo="dpo@valmont.example"), comme_taches)
    premier_lien = attestation.empreinte_du_lien
    with comme_taches():
        assert relancer_attestations(maintenant=midi(date(2026, 4, 30))) == 0
        assert relancer_attestations(maintenant=midi(date(2026, 5, 1))) == 1
        assert relancer_attestations(maintenant=midi(date(2026, 5, 1))) == 0
        assert relancer_attestations(maintenant=midi(date(2026, 7, 1))) == 0
    attestation.refresh_from_db()
    assert attestation.empreinte_du_lien != premier_lien, "le nouveau lien remplace l’ancien"
    assert liens("conventions.attestation_relance") == ["dpo@valmont.example"]


@pytest.mark.exigence("CONV-13", "NOV-02")
def test_un_mois_de_retard_relance_encore(caisse: Caisse, comme_taches: CommeTaches) -> None:
    finir(caisse, creer_partenaire(courriel_dpo="dpo@valmont.example"), comme_taches)
    with comme_taches():
        assert relancer_attestations(maintenant=midi(date(2026, 6, 2))) == 1


@pytest.mark.exigence("CONV-13", "UX-01")
def test_ce_que_dit_la_demande_d_attestation(caisse: Caisse, comme_taches: CommeTaches) -> None:
    finir(caisse, creer_partenaire("CCAS de Valmont", courriel_dpo="dpo@valmont.example"), comme_taches)
    with comme_taches():
        envoyer()
    recu = next(message for message in mail.outbox if message.to == ["dpo@valmont.example"])
    texte = " ".join(str(recu.body).split())
    assert recu.subject == "CCAS de Valmont\xa0: attestez la destruction des données"
    assert "annexe sur la protection des données, § 7" in texte
    assert "/attestation/" in texte
    assert "Aucun compte n’est nécessaire" in texte
