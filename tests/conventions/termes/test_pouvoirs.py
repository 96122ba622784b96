"""The authority of each signatory: by right, by deliberation, by delegation (CONV-22)."""

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from conventions.enums import EtatConvention, NatureDocument, PouvoirDeSigner
from conventions.models import Caisse, Convention, Partenaire
from conventions.services.conventions import signer_partie
from conventions.services.pouvoirs import DE_DROIT, Pouvoir, PouvoirRefuse, manques
from espace_partenaires.comptes.models import Utilisateur
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_convention
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.pieces import depot, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jour")]
LE = date(2027, 2, 26)


@pytest.fixture
def en_signature(rhone: Caisse, valmont: Partenaire) -> Convention:
    return creer_convention(rhone, valmont, signee_le=None, etat=EtatConvention.EN_SIGNATURE)


@pytest.fixture
def navigateur(rhone: Caisse, connecter: Callable[[Utilisateur], ClientDuPortail]) -> ClientDuPortail:
    return connecter(creer_agent("gestionnaire_conventions", caisse=rhone))


@pytest.mark.exigence("CONV-22")
@pytest.mark.parametrize(
    ("pouvoir", "champs"),
    [
        (DE_DROIT, set()),
        (Pouvoir(pouvoir=PouvoirDeSigner.DELIBERATION), {"pouvoir_numero", "pouvoir_le"}),
        (Pouvoir(pouvoir=PouvoirDeSigner.DELEGATION, pouvoir_numero=" "), {"pouvoir_numero", "pouvoir_le"}),
        (Pouvoir(pouvoir=PouvoirDeSigner.DELEGATION, pouvoir_numero="D-12"), {"pouvoir_le"}),
        (Pouvoir(pouvoir=PouvoirDeSigner.DELIBERATION, pouvoir_le=LE), {"pouvoir_numero"}),
        (Pouvoir(pouvoir=PouvoirDeSigner.DELIBERATION, pouvoir_numero="2027-09", pouvoir_le=LE), set()),
        (
            Pouvoir(
                pouvoir=PouvoirDeSigner.DELIBERATION, pouvoir_numero="2027-09", pouvoir_le=date(2027, 2, 27)
            ),
            {"pouvoir_le"},
        ),
    ],
)
def test_ce_qui_manque_a_un_pouvoir(pouvoir: Pouvoir, champs: set[str]) -> None:
    phrases = manques(pouvoir, LE)
    assert set(phrases) == champs
    assert all(
        phrase.endswith(("document.", "délibération.", "délégation.", "tard.")) for phrase in phrases.values()
    )


@pytest.mark.exigence("CONV-22")
def test_le_refus_s_affiche_a_cote_du_champ_et_la_saisie_reste(
    en_signature: Convention, navigateur: ClientDuPortail
) -> None:
    partie = en_signature.parties.get(partenaire__isnull=False)
    saisie = {
        "partie": partie.pk,
        "signee_le": LE.isoformat(),
        "representant": "Hélène Faure",
        "qualite": "présidente",
        "signataire": "Karim Roussel",
        "signataire_qualite": "vice-président",
        "pouvoir": "deliberation",
        "pouvoir_numero": "",
        "pouvoir_le": "",
    }
    reponse = navigateur.post(reverse("conventions:signer_partie", args=[en_signature.cle]), saisie)
    page = reponse.content.decode()
    erreurs = reponse.context["form"].errors
    assert set(erreurs) == {"pouvoir_numero", "pouvoir_le"}
    assert "Indiquez le numéro de la délibération" in page
    assert "Indiquez la date de la délibération" in page
    for tape in ("Hélène Faure", "présidente", "Karim Roussel", "vice-président"):
        assert tape in page
    assert '<option value="' + str(partie.pk) + '" selected>' in page
    partie.refresh_from_db()
    assert partie.signee_le is None


@pytest.mark.exigence("CONV-22", "CONV-12")
def test_la_deliberation_et_son_image_restent_avec_la_signature(
    en_signature: Convention, navigateur: ClientDuPortail
) -> None:
    partie = en_signature.parties.get(partenaire__isnull=False)
    page = navigateur.post(
        reverse("conventions:signer_partie", args=[en_signature.cle]),
        {
            "partie": partie.pk,
            "signee_le": LE.isoformat(),
            "representant": "Hélène Faure",
            "qualite": "présidente",
            "signataire": "Karim Roussel",
            "signataire_qualite": "vice-président",
            "pouvoir": "deliberation",
            "pouvoir_numero": "2027-09",
            "pouvoir_le": "2027-02-10",
            "scan": depot(pdf()),
        },
        follow=True,
    ).content.decode()
    partie.refresh_from_db()
    assert (partie.representant, partie.signataire, partie.pouvoir_numero, partie.pouvoir_le) == (
        "Hélène Faure",
        "Karim Roussel",
        "2027-09",
        date(2027, 2, 10),
    )
    assert "Karim Roussel, vice-président" in page
    assert "Délibération n°&nbsp;2027-09 du 10\u00a0février 2027" in page
    document = en_signature.documents.get()
    assert (document.nature, document.partie_id) == (NatureDocument.POUVOIR, partie.pk)


@pytest.mark.exigence("CONV-22", "CONV-12")
def test_une_image_refusee_n_enregistre_rien(en_signature: Convention, navigateur: ClientDuPortail) -> None:
    partie = en_signature.parties.get(partenaire__isnull=False)
    reponse = navigateur.post(
        reverse("conventions:signer_partie", args=[en_signature.cle]),
        {
            "partie": partie.pk,
            "signee_le": LE.isoformat(),
            "representant": "Hélène Faure",
            "pouvoir": "delegation",
            "pouvoir_numero": "D-12",
            "pouvoir_le": "2027-02-10",
            "scan": depot(b"MZ programme"),
        },
    )
    assert set(reponse.context["form"].errors) == {"scan"}
    partie.refresh_from_db()
    assert (partie.signee_le, en_signature.documents.count()) == (None, 0)


@pytest.mark.exigence("CONV-22")
def test_le_service_refuse_aussi(en_signature: Convention, rhone: Caisse) -> None:
    partie = en_signature.parties.get(partenaire__isnull=False)
    with pytest.raises(PouvoirRefuse) as refus:
        signer_partie(
            acteur=acteur_pour(creer_agent("gestionnaire_conventions", caisse=rhone)),
            partie=partie,
            signee_le=LE,
            representant="Hélène Faure",
            pouvoir=Pouvoir(pouvoir=PouvoirDeSigner.DELEGATION, pouvoir_numero="D-12"),
        )
    assert refus.value.champ == "pouvoir_le"
