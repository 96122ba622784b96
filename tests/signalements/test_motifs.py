"""The motifs that a caisse offers: the nation's list, narrowed or opened by a choice of its own; Django admin."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.urls import reverse

from conventions.enums import Service
from conventions.models import Caisse, CaisseDepartement
from espace_partenaires.comptes.acteur import Acteur
from espace_partenaires.comptes.models import Utilisateur
from espace_partenaires.exceptions import HorsPortee, RegleMetierRefusee
from espace_partenaires.journal.models import Evenement
from espace_partenaires.web.navigation import entrees_pour
from signalements.models import Motif, PieceAttendue, ReglageMotif
from signalements.selectors.motifs import motifs_proposes
from signalements.selectors.motifs_de_la_caisse import motifs_de_la_caisse
from signalements.services.motifs import regler_motif
from signalements.services.reference import charger_motifs
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse
from tests.factories.habilitations import acteur_pour, creer_administrateur, creer_agent, creer_technicien

pytestmark = pytest.mark.django_db
EnTantQue = Callable[[Acteur | None], AbstractContextManager[None]]
Connecter = Callable[[Utilisateur], ClientDuPortail]


@pytest.fixture
def rhone() -> Caisse:
    """The CPAM du Rhône, with the motifs of the nation."""
    caisse = creer_caisse()
    charger_motifs()
    return caisse


def _codes(caisse: Caisse, nature: str = Service.ETUDE) -> set[str]:
    return set(motifs_proposes(caisse.pk, nature).values_list("code", flat=True))


def _motif(code: str, nature: str = Service.ETUDE) -> Motif:
    return Motif.objects.get(nature=nature, code=code)


@pytest.mark.exigence("DEM-01", "DEM-07")
def test_par_defaut_la_premiere_ame_est_fermee_et_mayotte_n_a_ni_puma_ni_ame() -> None:
    rhone, mayotte = creer_caisse(), creer_caisse("976")
    CaisseDepartement.objects.get_or_create(caisse=mayotte, code="976")
    for _ in range(2):
        charger_motifs()
    tous = set(Motif.objects.filter(nature=Service.ETUDE).values_list("code", flat=True))
    assert _codes(rhone) == tous - {"ame_premiere"}
    assert _codes(mayotte) == tous - {"ame_premiere", "ame_renouvellement", "puma"}
    assert not ReglageMotif.objects.filter(caisse=rhone).exists()


@pytest.mark.exigence("DEM-01", "DEM-07")
def test_une_caisse_retire_ouvre_et_revient_au_choix_national(rhone: Caisse, comme_web: EnTantQue) -> None:
    autre = creer_caisse("381")
    agent = acteur_pour(creer_agent("gestionnaire_conventions"))
    with comme_web(agent):
        for code, propose in (("puma", False), ("ame_premiere", True), ("puma", False)):
            regler_motif(acteur=agent, caisse_id=rhone.pk, motif_id=_motif(code).pk, propose=propose)
        assert "puma" not in _codes(rhone)
        assert "ame_premiere" in _codes(rhone)
        assert "puma" in _codes(autre)
        lignes = {
            ligne.motif.code: (ligne.propose, ligne.choisi)
            for groupe in motifs_de_la_caisse(rhone.pk)
            if groupe.service == Service.ETUDE
            for ligne in groupe.motifs
        }
        assert lignes["puma"] == (False, True)
        assert lignes["c2s_sans"] == (True, False)
        ligne = regler_motif(acteur=agent, caisse_id=rhone.pk, motif_id=_motif("puma").pk, propose=None)
        assert (ligne.propose, ligne.choisi) == (True, False)
    ecrits = Evenement.objects.filter(action="signalements.regler_motif").order_by("pk")
    assert [(e.details["code"], e.details["propose"], e.caisse_id) for e in ecrits] == [
        ("puma", False, rhone.pk),
        ("ame_premiere", True, rhone.pk),
        ("puma", True, rhone.pk),
    ]


@pytest.mark.exigence("DEM-01")
def test_un_service_garde_un_motif(rhone: Caisse) -> None:
    agent = acteur_pour(creer_agent("superviseur"))
    *autres, dernier = motifs_proposes(rhone.pk, Service.CONTACT)
    for motif in autres:
        regler_motif(acteur=agent, caisse_id=rhone.pk, motif_id=motif.pk, propose=False)
    with pytest.raises(RegleMetierRefusee, match="dernier motif"):
        regler_motif(acteur=agent, caisse_id=rhone.pk, motif_id=dernier.pk, propose=False)
    assert _codes(rhone, Service.CONTACT) == {dernier.code}


@pytest.mark.exigence("DEM-01", "HAB-17")
def test_nul_autre_ne_regle_les_motifs_d_une_caisse(rhone: Caisse) -> None:
    ailleurs = creer_agent("gestionnaire_conventions", caisse=creer_caisse("381"))
    for compte in (creer_agent("instructeur", "dpo"), ailleurs, creer_technicien(), creer_administrateur()):
        with pytest.raises(HorsPortee):
            regler_motif(
                acteur=acteur_pour(compte), caisse_id=rhone.pk, motif_id=_motif("puma").pk, propose=False
            )
    _motif("puma")
    Motif.objects.filter(code="puma").update(actif=False)
    agent = acteur_pour(creer_agent("superviseur"))
    with pytest.raises(HorsPortee):
        regler_motif(acteur=agent, caisse_id=rhone.pk, motif_id=_motif("puma").pk, propose=True)
    assert not ReglageMotif.objects.filter(caisse=rhone).exists()


@pytest.mark.exigence("DEM-01", "UX-06")
def test_la_page_dit_qui_a_decide_et_ce_que_cela_change(rhone: Caisse, connecter: Connecter) -> None:
    agent = connecter(creer_agent("gestionnaire_conventions"))
    liste = reverse("signalements:lister_motifs")
    regler = reverse("signalements:regler_motif", args=["etude", "ame_premiere"])
    page = agent.get(liste).content.decode()
    assert regler in page
    assert "Votre caisse</td>" not in page
    assert "Le proposer" in agent.get(regler).content.decode()
    apres = agent.post(regler, {"choix": "oui"}, follow=True).content.decode()
    assert "est proposé à vos partenaires" in apres
    assert "Votre caisse</td>" in apres
    page = agent.get(regler).content.decode()
    assert "Les demandes déjà transmises continuent" in page
    assert "Suivre la liste nationale" in page
    for motif in motifs_proposes(rhone.pk, Service.CONTACT)[1:]:
        agent.post(reverse("signalements:regler_motif", args=["contact", motif.code]), {"choix": "non"})
    reste = motifs_proposes(rhone.pk, Service.CONTACT).get()
    refus = agent.post(reverse("signalements:regler_motif", args=["contact", reste.code]), {"choix": "non"})
    assert "dernier motif proposé" in refus.content.decode()


@pytest.mark.exigence("DEM-01", "NOV-04")
def test_l_administration_change_les_mots_jamais_le_code(rhone: Caisse, connecter: Connecter) -> None:
    national = connecter(creer_administrateur())
    assert "reglagemotif" not in national.get(reverse("admin:index")).content.decode()
    motif = _motif("puma")
    pieces = list(PieceAttendue.objects.filter(motif=motif))
    champs: dict[str, object] = {
        "nature": "contact",
        "code": "autre",
        "libelle": "Protection maladie",
        "ordre": motif.ordre,
        "propose": "on",
        "actif": "on",
        "pieces_attendues-TOTAL_FORMS": len(pieces),
        "pieces_attendues-INITIAL_FORMS": len(pieces),
    }
    for rang, piece in enumerate(pieces):
        champs |= {
            f"pieces_attendues-{rang}-id": piece.pk,
            f"pieces_attendues-{rang}-motif": motif.pk,
            f"pieces_attendues-{rang}-code": f"change-{rang}",
            f"pieces_attendues-{rang}-libelle": f"Pièce {rang}",
            f"pieces_attendues-{rang}-ordre": rang,
        }
    adresse = reverse("admin:signalements_motif_change", args=[motif.pk])
    assert national.post(adresse, champs).status_code == 302
    motif.refresh_from_db()
    assert (motif.nature, motif.code, motif.libelle) == (Service.ETUDE, "puma", "Protection maladie")
    apres = list(PieceAttendue.objects.filter(motif=motif).order_by("ordre"))
    assert [piece.code for piece in apres] == [piece.code for piece in pieces]
    assert [piece.libelle for piece in apres] == [f"Pièce {rang}" for rang in range(len(pieces))]
    assert not any(piece.actif for piece in apres), "une pièce se met hors vigueur"
    suppression = reverse("admin:signalements_motif_delete", args=[motif.pk])
    assert national.post(suppression, {"post": "yes"}).status_code in {403, 404}
    assert Motif.objects.filter(pk=motif.pk).exists()
    assert "Protection maladie" not in connecter(creer_agent("superviseur")).get(adresse).content.decode()


@pytest.mark.exigence("UX-06", "DEM-16")
@pytest.mark.parametrize(
    ("roles", "dans_le_menu", "a_cote_de_la_liste"),
    [
        (("gestionnaire_conventions",), True, ()),
        (("instructeur",), False, ()),
        (("instructeur", "gestionnaire_conventions"), False, ("Motifs proposés",)),
        (("superviseur",), False, ("Motifs proposés", "Modèles de réponse")),
    ],
)
def test_motifs_et_modeles_sont_a_cote_de_la_liste_et_non_dans_le_menu(
    rhone: Caisse,
    connecter: Connecter,
    roles: tuple[str, ...],
    dans_le_menu: bool,
    a_cote_de_la_liste: tuple[str, ...],
) -> None:
    agent = creer_agent(*roles)
    entrees = {entree.libelle for entree in entrees_pour(acteur_pour(agent))}
    assert ("Motifs proposés" in entrees) is dans_le_menu
    assert "Modèles de réponse" not in entrees
    page = connecter(agent).get("/bureau/").content.decode() if not dans_le_menu else ""
    trouves = {mots for mots in ("Motifs proposés", "Modèles de réponse") if f">{mots}</a>" in page}
    assert trouves == set(a_cote_de_la_liste)
