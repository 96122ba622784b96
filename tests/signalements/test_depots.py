"""The four kinds that are no signalement, from the draft to the caisse."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest

from conventions.enums import Service
from conventions.models import ActivationService, Modele
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from espace_partenaires.pieces.models import PieceJointe
from signalements.models import (
    Consentement,
    Demande,
    DetailsContact,
    DetailsDocument,
    DetailsEtude,
    DetailsRendezVous,
    Motif,
    ReglageMotif,
)
from signalements.selectors.motifs import motifs_proposes
from signalements.selectors.rejeu import ecart
from signalements.services.brouillons import enregistrer_saisie
from signalements.services.consentements import recueillir_consentement
from signalements.services.rattachement import changer_de_caisse
from signalements.services.reference import charger_motifs
from signalements.services.refus import DossierIncomplet, SaisiePerimee
from signalements.services.transmission import transmettre
from tests.factories.conventions import creer_caisse, relier
from tests.factories.depots import creer_deposee, creer_depot
from tests.factories.habilitations import acteur_pour
from tests.factories.signalements import Scene

# Friday 20 November 2026, noon in Paris.
MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
QUATRE = (Service.ETUDE, Service.CONTACT, Service.DOCUMENT, Service.RENDEZ_VOUS)
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]


def envoyer(scene: Scene, demande: Demande) -> Demande:
    """Transmit a draft on the version it has."""
    return transmettre(
        acteur=scene.technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI
    )


@pytest.mark.exigence("DEM-01", "DEM-08", "DEM-09", "DEM-13", "DEM-20", "DEM-25", "NOV-03")
@pytest.mark.parametrize(
    ("nature", "modele", "details", "delai"),
    [
        (
            Service.ETUDE,
            DetailsEtude,
            {"urgence_certifiee_le": MIDI, "fragilites": ["logement"]},
            ("URGENT_14J", 14),
        ),
        (
            Service.CONTACT,
            DetailsContact,
            {"precisions": "Quels droits après un déménagement ?"},
            ("DEMANDE_30J", 30),
        ),
        (Service.DOCUMENT, DetailsDocument, {"precisions": ""}, ("DEMANDE_30J", 30)),
        (
            Service.RENDEZ_VOUS,
            DetailsRendezVous,
            {"situation": "complexe", "modes": ["site", "telephone"], "besoins": ["interprete"]},
            ("RENDEZ_VOUS_30J", 30),
        ),
    ],
)
def test_chaque_nature_part_avec_ses_details_et_son_delai(
    scene: Scene, nature: str, modele: Any, details: dict[str, Any], delai: tuple[str, int]
) -> None:
    creer_deposee(scene, nature, MIDI)
    regle, jours = delai
    demande = Demande.objects.select_related("caisse", "motif").get()
    assert (demande.nature, demande.etat, demande.saisie) == (nature, "transmise", {})
    assert demande.motif is not None
    assert (demande.nom, demande.nom_plie, demande.prenom_plie) == ("Ozanne", "ozanne", "elie")
    assert (demande.telephone, demande.accord_suivi) == ("", True)
    assert (demande.information_certifiee_le, demande.regime_general_declare_le) == (MIDI, MIDI)
    rang = modele.objects.get(demande=demande)
    assert {champ: getattr(rang, champ) for champ in details} == details
    fait = demande.evenements.get()
    assert (fait.nature, fait.regle, demande.regle) == ("transmission", regle, regle)
    assert demande.echeance is not None
    assert (demande.echeance.date() - MIDI.date()).days == jours
    assert ecart(demande) is None, "ce qui est enregistré est ce que le rejeu donne"
    assert not Consentement.objects.exists(), (
        "l’information est certifiée, l’accord signé ne l’est que du MAS"
    )


@pytest.mark.exigence("RGPD-02", "DEM-09", "DEM-08", "DEM-21")
@pytest.mark.parametrize(
    ("nature", "champs", "message", "urgent"),
    [
        (Service.ETUDE, {}, "a_prendre_en_charge", True),
        (Service.ETUDE, {"urgence": False}, "a_traiter", False),
        (Service.CONTACT, {}, "a_traiter", False),
        (Service.DOCUMENT, {}, "a_traiter", False),
        (Service.RENDEZ_VOUS, {}, "a_traiter", False),
    ],
)
def test_chacun_est_prevenu_sans_un_mot_de_la_personne(
    scene: Scene, nature: str, champs: dict[str, Any], message: str, urgent: bool
) -> None:
    demande = creer_deposee(scene, nature, MIDI, **champs)
    caisse = Courriel.objects.get(destinataire=scene.compte_agent)
    recu = Courriel.objects.get(destinataire=scene.compte_technicien)
    assert (caisse.message, caisse.urgent) == (f"signalements.{message}", urgent)
    assert recu.message == "signalements.recepisse"
    article = "annexe 2, § 4" if nature == Service.ETUDE else "Règle du portail"
    attendu = "propose un rendez-vous" if nature == Service.RENDEZ_VOUS else "répond"
    promesse = "Si rien ne manque, la caisse" if nature == Service.ETUDE else ". La caisse"
    assert f"{promesse} {attendu} au plus tard le" in recu.texte
    assert "prise en charge" not in caisse.texte, "seul un signalement se prend en charge"
    assert "gardez trois ans les originaux" in recu.texte
    for courriel in (caisse, recu):
        assert article in courriel.texte.replace("\xa0", " "), "chaque délai dit d’où il vient"
        tout = courriel.objet + courriel.texte + courriel.html
        assert (demande.reference or "-") in tout
        assert "2026" in courriel.texte.replace(demande.reference or "-", ""), "l’échéance, en toutes lettres"
        assert "ignalement" not in tout
        assert "Ozanne" not in tout


@pytest.mark.exigence("DEM-01", "DEM-13", "DEM-23", "DEM-07", "NOV-04")
@pytest.mark.parametrize(
    ("nature", "champs", "manques"),
    [
        (Service.ETUDE, {"motif": ""}, ["motif"]),
        (Service.ETUDE, {"motif": "attestation"}, ["motif"]),
        (Service.ETUDE, {"nom": "", "departement": "00"}, ["nom", "departement"]),
        (Service.ETUDE, {"telephone": "le soir"}, ["telephone"]),
        (Service.ETUDE, {"information_certifiee": False}, ["information_certifiee"]),
        (Service.ETUDE, {"regime_general": False}, ["regime_general"]),
        (Service.CONTACT, {"precisions": "  "}, ["precisions"]),
        (Service.DOCUMENT, {"motif": "autre"}, ["precisions"]),
        (Service.RENDEZ_VOUS, {"situation": "", "modes": []}, ["situation", "modes"]),
        (Service.RENDEZ_VOUS, {"situation": "envie"}, ["situation"]),
        (Service.CONTACT, {"precisions": "Elle a un cancer du sein."}, ["precisions"]),
    ],
)
def test_ce_qui_manque_est_dit_et_rien_ne_part(
    scene: Scene, nature: str, champs: dict[str, Any], manques: list[str]
) -> None:
    demande = creer_depot(scene, nature, MIDI, **champs)
    with pytest.raises(DossierIncomplet) as refus:
        envoyer(scene, demande)
    assert list(refus.value.manques) == manques
    demande.refresh_from_db()
    assert (demande.etat, Courriel.objects.exists()) == ("brouillon", False)


@pytest.mark.exigence("DEM-07", "NOV-04")
def test_une_piece_obligatoire_qui_manque_est_nommee(scene: Scene) -> None:
    demande = creer_depot(scene, Service.ETUDE, MIDI)
    PieceJointe.objects.update(etat="infectee", emplacement=None)
    with pytest.raises(DossierIncomplet) as refus:
        envoyer(scene, demande)
    assert "Pièce d’identité" in refus.value.manques["pieces"]


@pytest.mark.exigence("DEM-03", "NOV-05")
def test_un_mot_de_sante_se_confirme_et_le_journal_le_sait(scene: Scene) -> None:
    demande = creer_depot(scene, Service.CONTACT, MIDI, precisions="Elle a un cancer du sein.")
    demande = enregistrer_saisie(
        acteur=scene.technicien,
        demande_id=demande.pk,
        saisie={"sante_confirmee": ["precisions"]},
        version=demande.version,
    )
    envoyer(scene, demande)
    assert DetailsContact.objects.get().precisions == "Elle a un cancer du sein."
    traces = Evenement.objects.filter(action="signalements.confirmer_texte")
    assert "cancer" not in str(traces.get().details)


@pytest.mark.exigence("DEM-02")
def test_un_nir_dans_les_precisions_n_entre_pas(scene: Scene) -> None:
    demande = creer_depot(scene, Service.DOCUMENT, MIDI)
    demande.saisie["precisions"] = "Son numéro : 2 69 05 49 588 157 80"
    demande.save()
    with pytest.raises(RegleMetierRefusee) as refus:
        envoyer(scene, demande)
    assert refus.value.code == "nir"


@pytest.mark.exigence("DEM-24")
@pytest.mark.parametrize(
    ("nature", "cadres"), [(n, ["soins"]) for n in QUATRE] + [(QUATRE[0], ["droits", "soins_handicap"])]
)
def test_un_renoncement_ne_part_que_par_le_signalement(scene: Scene, nature: str, cadres: list[str]) -> None:
    demande = creer_depot(scene, nature, MIDI, cadres=cadres)
    with pytest.raises(RegleMetierRefusee) as refus:
        envoyer(scene, demande)
    assert (refus.value.code, refus.value.article[-3:]) == ("renoncement", "§ 3")
    demande.refresh_from_db()
    assert (demande.etat, Courriel.objects.exists()) == ("brouillon", False)


@pytest.mark.exigence("DEM-08")
@pytest.mark.parametrize(
    ("motif", "urgence", "regle"),
    [
        ("soins_urgents", False, "DOSSIER_30J"),
        ("soins_urgents", True, "URGENT_14J"),
        ("mise_a_jour", True, "DOSSIER_30J"),
    ],
)
def test_l_urgence_ne_se_certifie_que_la_ou_elle_peut_l_etre(
    scene: Scene, motif: str, urgence: bool, regle: str
) -> None:
    demande = creer_deposee(scene, Service.ETUDE, MIDI, motif=motif, urgence=urgence)
    certifiee = DetailsEtude.objects.get().urgence_certifiee_le
    assert (demande.regle, certifiee is not None) == (regle, regle == "URGENT_14J")


@pytest.mark.exigence("DEM-01", "DEM-23")
def test_une_question_generale_ne_garde_rien_de_personne(scene: Scene) -> None:
    demande = creer_deposee(scene, Service.CONTACT, MIDI, motif="question_generale")
    demande.refresh_from_db()
    assert (demande.nom, demande.nom_plie, demande.civilite, demande.date_naissance) == ("", "", "", None)
    assert (demande.regime_general_declare_le, demande.information_certifiee_le) == (None, None)
    assert demande.accord_suivi, "la réponse à une question se dit toujours"


@pytest.mark.exigence("DEM-01", "DEM-07")
def test_les_motifs_sont_ceux_de_la_caisse(scene: Scene) -> None:
    mayotte = creer_caisse("976", departements=["976"])
    charger_motifs()

    def codes(caisse_id: int) -> set[str]:
        return set(motifs_proposes(caisse_id, Service.ETUDE).values_list("code", flat=True))

    rhone = codes(scene.caisse.pk)
    assert {"puma", "ame_renouvellement", "c2s_sans", "ass"} <= rhone
    assert "ame_premiere" not in rhone
    assert rhone - codes(mayotte.pk) == {"puma", "ame_renouvellement"}
    ReglageMotif.objects.create(
        caisse=scene.caisse, motif=Motif.objects.get(code="ame_premiere"), propose=True
    )
    ReglageMotif.objects.create(caisse=scene.caisse, motif=Motif.objects.get(code="ass"), propose=False)
    Motif.objects.filter(code="rupture").update(actif=False)
    assert codes(scene.caisse.pk) == rhone - {"ass", "rupture"} | {"ame_premiere"}


@pytest.mark.exigence("DEM-01", "DEM-07", "DEM-04")
def test_un_motif_que_la_caisse_n_offre_pas_est_refuse(scene: Scene) -> None:
    mayotte = creer_caisse("976", departements=["976"])
    relier(mayotte, scene.partenaire)
    technicien = acteur_pour(scene.compte_technicien)
    demande = creer_depot(scene, Service.ETUDE, MIDI, motif="ame_renouvellement")
    demande = changer_de_caisse(
        acteur=technicien, demande_id=demande.pk, caisse_id=mayotte.pk, version=demande.version
    )
    assert (demande.motif, "motif" in demande.saisie) == (None, False)
    demande = enregistrer_saisie(
        acteur=technicien,
        demande_id=demande.pk,
        saisie={"motif": "ame_renouvellement"},
        version=demande.version,
    )
    with pytest.raises(DossierIncomplet) as refus:
        transmettre(acteur=technicien, demande_id=demande.pk, version=demande.version, maintenant=MIDI)
    assert "motif" in refus.value.manques


@pytest.mark.exigence("DEM-04", "HAB-17", "ORG-04")
def test_la_caisse_d_un_brouillon_se_corrige(scene: Scene, ailleurs: Scene, comme_web: EnTantQue) -> None:
    isere = ailleurs.caisse
    demande = creer_depot(scene, Service.ETUDE, MIDI)
    with comme_web(scene.technicien), pytest.raises(HorsPortee):
        changer_de_caisse(
            acteur=scene.technicien, demande_id=demande.pk, caisse_id=isere.pk, version=demande.version
        )
    relier(isere, scene.partenaire)
    technicien = acteur_pour(scene.compte_technicien)
    with comme_web(technicien):
        with pytest.raises(SaisiePerimee):
            changer_de_caisse(
                acteur=technicien, demande_id=demande.pk, caisse_id=isere.pk, version=demande.version - 1
            )
        rendue = changer_de_caisse(
            acteur=technicien, demande_id=demande.pk, caisse_id=isere.pk, version=demande.version
        )
    assert (rendue.caisse_id, rendue.saisie["motif"]) == (isere.pk, "soins_urgents")
    assert set(PieceJointe.objects.values_list("caisse_id", flat=True)) == {isere.pk}
    assert Evenement.objects.get(action="signalements.changer_de_caisse").caisse_id == isere.pk
    ActivationService.objects.create(
        caisse=scene.caisse, partenaire=scene.partenaire, service=Service.ETUDE, ouvert=False
    )
    with comme_web(technicien), pytest.raises(RegleMetierRefusee) as refus:
        changer_de_caisse(
            acteur=technicien, demande_id=demande.pk, caisse_id=scene.caisse.pk, version=rendue.version
        )
    assert refus.value.code == "service_ferme"


@pytest.mark.exigence("DEM-06", "DEM-23")
def test_sous_une_convention_caf_l_accord_est_toujours_demande(scene: Scene) -> None:
    demande = creer_depot(scene, Service.DOCUMENT, MIDI)
    question = creer_depot(scene, Service.CONTACT, MIDI, motif="question_generale")
    Modele.objects.update(consentement_toujours=True)
    with pytest.raises(DossierIncomplet) as refus:
        envoyer(scene, demande)
    assert list(refus.value.manques) == ["consentement"]
    demande = recueillir_consentement(
        acteur=scene.technicien,
        demande_id=demande.pk,
        mode="distance",
        recueilli_le=MIDI.date(),
        version=demande.version,
        maintenant=MIDI,
    )
    envoyer(scene, demande)
    assert Consentement.objects.get().demande_id == demande.pk
    assert envoyer(scene, question).etat == "transmise", "elle ne concerne personne"


@pytest.mark.exigence("DEM-15", "NOV-07")
def test_un_double_part_avec_sa_raison(scene: Scene) -> None:
    creer_deposee(scene, Service.DOCUMENT, MIDI)
    seconde = creer_depot(scene, Service.DOCUMENT, MIDI, nom="OZANNE")
    with pytest.raises(DossierIncomplet) as refus:
        envoyer(scene, seconde)
    assert list(refus.value.manques) == ["raison_doublon"]
    troisieme = creer_deposee(scene, Service.DOCUMENT, MIDI, raison_doublon="autre_sujet")
    assert troisieme.raison_doublon == "autre_sujet"
    assert creer_deposee(scene, Service.CONTACT, MIDI).raison_doublon == "", (
        "un autre type n’est pas un double"
    )


@pytest.mark.exigence("SEC-02", "DEM-20")
def test_deux_clics_une_seule_demande(scene: Scene, comme_web: EnTantQue) -> None:
    charger_motifs()
    with comme_web(scene.technicien):
        premiere = creer_deposee(scene, Service.RENDEZ_VOUS, MIDI)
        seconde = transmettre(acteur=scene.technicien, demande_id=premiere.pk, version=1)
    assert (seconde.reference, premiere.evenements.count()) == (premiere.reference, 1)
    assert Courriel.objects.count() == 2
