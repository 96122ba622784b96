"""Masking a passage: gone from the database, its author told why, nothing of it anywhere (NOV-05)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.notifications.models import Courriel
from signalements.models import Demande, DetailsEtude, Masquage, Message, NoteInterne, PieceDemandee
from signalements.rules.masquage import masquer, positions_du_passage
from signalements.selectors.echanges import Designation
from signalements.services.echanges import ajouter_note, ecrire_message
from signalements.services.masquages import masquer_passage
from signalements.services.reponses import envoyer_reponses, repondre_en_mots
from tests.conftest import ClientDuPortail
from tests.factories.demandes import creer_demande
from tests.factories.habilitations import acteur_pour, creer_agent
from tests.factories.signalements import Scene
from tests.signalements.pieces.outils import avis_manquant, demander
from tests.signalements.vues.agent.outils import adresse, texte

MIDI = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SECRET = "Sa voisine Odile le garde"
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def ecrit(scene: Scene) -> tuple[Demande, Message]:
    """An étude, a message and an answer in words of the partner's, a note of an agent's: all say too much."""
    demande = creer_demande(scene, precisions=f"{SECRET} le soir.")
    (item,) = demander(scene, demande, avis_manquant())
    redite = f"Perdu. {SECRET}. {'mot ' * 60}"
    repondre_en_mots(acteur=scene.technicien, demande_id=demande.pk, demandee_id=item.pk, texte=redite)
    envoyer_reponses(acteur=scene.technicien, demande_id=demande.pk)
    collegue = acteur_pour(creer_agent("instructeur", caisse=scene.caisse))
    ajouter_note(acteur=collegue, demande_id=demande.pk, texte=f"Appelé. {SECRET}.")
    message = ecrire_message(acteur=scene.technicien, demande_id=demande.pk, texte=f"Merci. {SECRET}. Merci.")
    Courriel.objects.all().delete()
    return demande, message


def _partout() -> str:
    """Read every row that a masked passage could be left in."""
    modeles = (Message, DetailsEtude, NoteInterne, PieceDemandee, Masquage, Evenement, Courriel)
    return "\n".join(str(ligne) for modele in modeles for ligne in modele.objects.values_list())


def _cibles(message: Message) -> list[Designation]:
    """Return the four texts, as the service names them: the message, the form, the note, the answer."""
    note, reponse = NoteInterne.objects.get(), PieceDemandee.objects.get()
    return [{"message_id": message.pk}, {}, {"note_id": note.pk}, {"reponse_id": reponse.pk}]


@pytest.mark.exigence("NOV-05", "DEM-03", "RGPD-02", "RGPD-05")
def test_le_passage_quitte_la_base_et_son_auteur_sait_pourquoi(
    scene: Scene, ecrit: tuple[Demande, Message], comme_web: EnTantQue
) -> None:
    demande, message = ecrit
    with comme_web(scene.agent):
        for cible in _cibles(message):
            masquer_passage(
                acteur=scene.agent,
                demande_id=demande.pk,
                passage=SECRET,
                raison="tiers",
                maintenant=MIDI,
                **cible,
            )
    message.refresh_from_db()
    marque = "[passage masqué par la caisse : information sur une autre personne]"
    assert message.texte == f"Merci. {marque}. Merci."
    assert DetailsEtude.objects.get().precisions == f"{marque} le soir."
    assert NoteInterne.objects.get().texte == f"Appelé. {marque}."
    assert PieceDemandee.objects.get().reponse.startswith(f"Perdu. {marque}. mot")
    assert "Odile" not in _partout()
    assert [(m.message_id, m.raison, m.masque_le) for m in Masquage.objects.all()] == [
        (message.pk, "tiers", MIDI),
        (None, "tiers", MIDI),
    ]
    courriels = Courriel.objects.filter(message="signalements.masquage")
    collegue = NoteInterne.objects.get().auteur_id
    assert [c.destinataire_id for c in courriels.order_by("cree_le")] == [
        scene.compte_technicien.pk,
        scene.compte_technicien.pk,
        collegue,
        scene.compte_technicien.pk,
    ]
    assert all("information sur une autre personne" in c.texte for c in courriels)
    traces = Evenement.objects.filter(action="signalements.masquer_passage")
    assert [trace.details for trace in traces] == [{"reference": demande.reference, "raison": "tiers"}] * 4


@pytest.mark.exigence("NOV-05", "SEC-02")
@pytest.mark.parametrize(
    ("envoi", "code"),
    [
        ({"passage": "  ", "raison": "tiers"}, "passage_vide"),
        ({"passage": "Sa voisine Lucie", "raison": "tiers"}, "passage_introuvable"),
        ({"passage": SECRET, "raison": "colere"}, "raison"),
        ({"passage": "mot", "raison": "tiers", "message_id": None}, "passage_trop_court"),
    ],
)
def test_un_masquage_refuse_ne_change_rien(
    scene: Scene, ecrit: tuple[Demande, Message], comme_web: EnTantQue, envoi: dict[str, Any], code: str
) -> None:
    demande, message = ecrit
    avant = _partout()
    # What an answer in words may hold is counted: sixty marks would not fit.
    cible = {"reponse_id": PieceDemandee.objects.get().pk} if "message_id" in envoi else {}
    with comme_web(scene.agent), pytest.raises(RegleMetierRefusee) as refus:
        masquer_passage(
            acteur=scene.agent, demande_id=demande.pk, **{"message_id": message.pk, **envoi, **cible}
        )
    assert refus.value.code == code
    assert "voisine" not in refus.value.message
    assert _partout() == avant


@pytest.mark.exigence("NOV-05", "HAB-17")
def test_ni_le_partenaire_ni_une_autre_caisse_ni_un_autre_message(
    scene: Scene, ailleurs: Scene, ecrit: tuple[Demande, Message], comme_web: EnTantQue
) -> None:
    demande, message = ecrit
    autre = creer_demande(scene, "contact")
    cibles, avant = _cibles(message), _partout()
    essais = [(acteur, demande, cible) for acteur in (scene.technicien, ailleurs.agent) for cible in cibles]
    essais += [(scene.agent, autre, cible) for cible in cibles if cible]
    for acteur, ou, cible in essais:
        with comme_web(acteur), pytest.raises(HorsPortee):
            masquer_passage(acteur=acteur, demande_id=ou.pk, passage=SECRET, raison="tiers", **cible)
    assert _partout() == avant


@pytest.mark.exigence("NOV-05", "UX-01")
def test_a_l_ecran_on_choisit_on_relit_on_confirme(
    scene: Scene, ecrit: tuple[Demande, Message], connecter: Connecter
) -> None:
    demande, message = ecrit
    bureau, technicienne = connecter(scene.compte_agent), connecter(scene.compte_technicien)
    page = adresse("masquer_ecrit", demande, genre="messages", numero=message.pk)
    ailleurs = [
        adresse("masquer_ecrit", demande, genre="notes", numero=NoteInterne.objects.get().pk),
        adresse("masquer_ecrit", demande, genre="reponses", numero=PieceDemandee.objects.get().pk),
    ]
    lue = texte(bureau.get(adresse("traiter_demande", demande)))
    assert all(lien in lue for lien in (page, *ailleurs))
    envoi = {"passage": f" {SECRET}\n", "raison": "tiers"}
    relecture = texte(bureau.post(page, envoi))
    assert "Le passage est effacé de la base" in relecture
    assert "Merci. [passage masqué par la caisse" in relecture
    message.refresh_from_db()
    assert SECRET in message.texte
    refus = texte(bureau.post(page, {**envoi, "passage": "Lucie"}))
    assert "Ce passage n’est pas dans le texte" in refus
    suite = bureau.post(page, {**envoi, "confirmer": "oui"})
    assert suite["Location"] == f"{adresse('traiter_demande', demande)}#echanges"
    lue = texte(technicienne.get(adresse("voir_demande", demande)))
    assert "Passage masqué par la caisse le" in lue
    assert "Masquer un passage" not in lue
    precisions = adresse("masquer_precisions", demande)
    assert SECRET in texte(bureau.get(precisions))
    assert precisions in texte(bureau.get(adresse("traiter_demande", demande)))
    assert precisions not in lue
    places = [
        bureau.post(lien, {**envoi, "confirmer": "oui"})["Location"] for lien in (precisions, *ailleurs)
    ]
    assert [place.partition("#")[2] for place in places] == ["", "notes", "pieces"]
    assert "Odile" not in _partout()
    assert "Odile" not in texte(technicienne.get(adresse("voir_demande", demande)))


@pytest.mark.exigence("NOV-05")
def test_les_retours_a_la_ligne_ne_cachent_pas_un_passage_et_ce_qui_est_masque_le_reste() -> None:
    marque = "[passage masqué par la caisse : autre]"
    assert masquer("a b\n c, a  b c", "a b c", "Autre") == f"{marque}, {marque}"
    assert positions_du_passage(f"{marque} la caisse", "la caisse") == ((39, 48),)


@pytest.mark.exigence("NOV-05")
@given(st.text("ab c\n", max_size=60), st.text("ab c", min_size=1, max_size=8))
def test_apres_le_masquage_le_passage_n_est_plus_dans_le_texte(texte_entier: str, passage: str) -> None:
    masque = masquer(texte_entier, passage, "Information de santé")
    assert positions_du_passage(masque, passage) == ()
    assert (masque != texte_entier) == bool(positions_du_passage(texte_entier, passage))
