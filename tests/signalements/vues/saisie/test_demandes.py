"""The pages of the demandes that are no signalement, without a script, as a browser sends them."""

from typing import Any

import pytest

from conventions.enums import Service
from conventions.models import ActivationService
from espace_partenaires.comptes.models import Utilisateur
from signalements.enums import Fragilite
from signalements.models import Demande, Motif
from signalements.services.reference import charger_motifs
from tests.conftest import ClientDuPortail
from tests.factories.conventions import creer_caisse, relier
from tests.factories.depots import creer_deposee, creer_depot, joindre_les_pieces
from tests.factories.signalements import Scene
from tests.signalements.vues.agent.outils import MIDI, texte
from tests.signalements.vues.saisie.outils import (
    NIR,
    a_une_erreur,
    adresse,
    adresse_autosave,
    champ,
    envoyer,
    ouvre,
    page,
)

PERSONNE = {
    "civilite": "m",
    "nom": "Ozanne",
    "prenom": "Élie",
    "date_naissance": "1971-10-02",
    "departement": "69",
    "telephone": "",
}
CERTIFICATION = {"information_certifiee": "on", "regime_general": "on", "accord_suivi": "on"}
# The pages that each kind fills in, in order, after its motif.
PRECISIONS: dict[str, dict[str, Any]] = {
    Service.ETUDE: {"motif": "soins_urgents", "urgence": "on", "fragilites": ["logement"]},
    Service.CONTACT: {"motif": "droits", "precisions": "Quels droits après un déménagement ?"},
    Service.DOCUMENT: {"motif": "attestation"},
    Service.RENDEZ_VOUS: {"motif": "dossier", "situation": "complexe", "modes": ["site", "telephone"]},
}
# What the page that is read again says of it.
RELU = {
    Service.ETUDE: "Urgence certifiée",
    Service.CONTACT: "Quels droits après un déménagement ?",
    Service.DOCUMENT: "Attestation de droits",
    Service.RENDEZ_VOUS: "Sur place, par téléphone",
}
DELAIS = {
    Service.ETUDE: ("lundi 7 décembre 2026", "annexe 2, § 4.1"),
    Service.CONTACT: ("mercredi 23 décembre 2026", "Règle du portail"),
    Service.DOCUMENT: ("mercredi 23 décembre 2026", "Règle du portail"),
    Service.RENDEZ_VOUS: ("mercredi 23 décembre 2026", "Règle du portail"),
}


def commencer(navigateur: ClientDuPortail, scene: Scene, nature: str) -> Demande:
    """Press the button of a service on the start page."""
    charger_motifs()
    navigateur.post(f"/nouvelle-demande/{nature}/", {"caisse": str(scene.caisse.cle)})
    return Demande.objects.get()


@pytest.mark.exigence("DEM-01", "DEM-07", "DEM-13", "DEM-20", "DEM-21", "DEM-23", "DEM-24", "UX-02")
@pytest.mark.parametrize("nature", list(PRECISIONS))
def test_de_la_premiere_page_au_recu_sans_script(
    scene: Scene, navigateur: ClientDuPortail, nature: str
) -> None:
    demande = commencer(navigateur, scene, nature)
    motif = page(navigateur, adresse(demande, "motif"))
    assert ("Un renoncement aux soins se signale par" in motif) is (nature != Service.DOCUMENT)
    pages = {"motif": PRECISIONS[nature], "personne": PERSONNE, "precisions": PRECISIONS[nature]}
    for etape, reponses in pages.items():
        suite = envoyer(navigateur, demande, etape, **reponses)
        assert suite.status_code == 302, etape
    demande.refresh_from_db()
    joindre_les_pieces(scene, demande, MIDI)
    assert suite["Location"] == (
        f"/nouvelle-demande/{demande.cle}/pieces/"
        if nature == Service.ETUDE
        else adresse(demande, "certification")
    )
    certification = page(navigateur, adresse(demande, "certification"))
    responsable = f"({scene.caisse.libelle}, responsable du traitement)"
    assert responsable in champ(certification, "information_certifiee"), "le destinataire est nommé"
    assert envoyer(navigateur, demande, "certification", **CERTIFICATION)["Location"] == ouvre(
        "relire", demande
    )
    relecture = page(navigateur, ouvre("relire", demande))
    assert "Il manque" not in relecture
    assert "Élie Ozanne" in relecture
    assert RELU[Service(nature)] in relecture
    demande.refresh_from_db()
    envoi = {"version": demande.version}
    recu = texte(navigateur.post(ouvre("transmettre", demande), envoi, follow=True))
    encore = texte(navigateur.post(ouvre("transmettre", demande), envoi, follow=True))
    demande.refresh_from_db()
    for attendu in (*DELAIS[Service(nature)], "Gardez 3 ans", str(demande.reference)):
        assert attendu in recu, attendu
        assert attendu in encore, "le second clic mène au même reçu"
    assert "Ozanne" not in recu
    assert "<summary>Sur quoi" not in recu, "imprimé, le reçu dit tout"


@pytest.mark.exigence("DEM-01", "DEM-07")
def test_le_motif_se_choisit_parmi_ceux_de_la_caisse(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.ETUDE)
    contenu = page(navigateur, adresse(demande, "motif"))
    assert "Rupture de droits" in contenu
    assert "Première demande d’aide médicale" not in contenu, "fermée tant que la caisse ne l’ouvre pas"
    refus = texte(envoyer(navigateur, demande, "motif", motif="ame_premiere"))
    assert a_une_erreur(refus, "motif")
    envoyer(navigateur, demande, "motif", motif="c2s_avec")
    assert "compte ameli" in page(navigateur, adresse(demande, "precisions")), "le rappel de la C2S"


@pytest.mark.exigence("DEM-08", "DEM-25")
def test_l_urgence_se_certifie_sans_detail_medical(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.ETUDE)
    envoyer(navigateur, demande, "motif", motif="c2s_sans")
    bloc = champ(page(navigateur, adresse(demande, "precisions")), "urgence")
    assert "s’aggraverait sans traitement rapide" in bloc
    assert "Aucun détail médical" in bloc
    assert bloc.count("<input") == 1, "une case, et rien où l’écrire"
    fragilites = champ(page(navigateur, adresse(demande, "precisions")), "fragilites")
    assert fragilites.count('type="checkbox"') == fragilites.count("<input") == len(Fragilite), "des cases"
    assert "<textarea" not in bloc + fragilites
    relecture = page(navigateur, ouvre("relire", demande))
    assert "<dt>Urgence certifiée</dt><dd>Non</dd>" in relecture, "une case laissée vide est une réponse"
    envoyer(navigateur, demande, "motif", motif="mise_a_jour")
    assert 'name="urgence"' not in page(navigateur, adresse(demande, "precisions"))


@pytest.mark.exigence("DEM-02", "DEM-03", "NOV-05")
def test_le_texte_libre_est_garde(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.CONTACT)
    envoyer(navigateur, demande, "motif", motif="droits")
    vide = page(navigateur, adresse(demande, "precisions"))
    assert "ni numéro de sécurité sociale, ni information de santé" in champ(vide, "precisions")
    assert 'name="relu"' not in vide
    refus = texte(envoyer(navigateur, demande, "precisions", precisions="Elle a un cancer du sein."))
    assert "cancer" in champ(refus, "precisions")
    assert a_une_erreur(refus, "precisions")
    assert 'name="relu"' in refus
    suite = envoyer(navigateur, demande, "precisions", precisions="Elle a un cancer du sein.", relu="on")
    assert suite.status_code == 302
    demande.refresh_from_db()
    assert demande.saisie["sante_confirmee"] == ["precisions"]
    envoyer(navigateur, demande, "precisions", precisions="Une question sur les délais.")
    demande.refresh_from_db()
    assert demande.saisie["sante_confirmee"] == [], "la confirmation ne vaut que pour le texte confirmé"
    nir = texte(envoyer(navigateur, demande, "precisions", precisions=f"Le sien : {NIR}"))
    assert a_une_erreur(nir, "precisions")
    demande.refresh_from_db()
    assert NIR not in str(demande.saisie)


@pytest.mark.exigence("UX-05", "DEM-20")
def test_ce_qui_se_tape_s_enregistre_et_se_compare(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.RENDEZ_VOUS)
    envoi = {"version": 0, "precisions": "À deux\r\nvoix", "modes": ["site"]}
    reponse = navigateur.post(adresse_autosave(demande, "precisions"), envoi)
    assert reponse.json() == {"enregistre_a": "12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}00", "version": 1}
    demande.refresh_from_db()
    assert (demande.saisie["precisions"], demande.saisie["modes"]) == ("À deux\nvoix", ["site"])
    perimee = navigateur.post(
        adresse(demande, "precisions"), {"version": 0, "precisions": "Autre chose", "modes": ["visio"]}
    )
    contenu = texte(perimee)
    assert "modifié ailleurs" in contenu
    assert "Autre chose" in contenu
    assert "En visioconférence" in contenu
    demande.refresh_from_db()
    assert demande.saisie["precisions"] == "À deux\nvoix"


@pytest.mark.exigence("DEM-01")
def test_une_question_generale_ne_demande_personne(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.CONTACT)
    suite = envoyer(navigateur, demande, "motif", motif="question_generale")
    assert suite["Location"] == adresse(demande, "precisions")
    suite = envoyer(navigateur, demande, "precisions", precisions="Quel est le délai d’une AME ?")
    assert suite["Location"] == ouvre("relire", demande)
    relecture = page(navigateur, ouvre("relire", demande))
    assert "La personne" not in relecture
    assert "Il manque" not in relecture


@pytest.mark.exigence("DEM-07", "NOV-04")
def test_la_relecture_dit_ce_qui_manque_avec_un_lien(scene: Scene, navigateur: ClientDuPortail) -> None:
    demande = commencer(navigateur, scene, Service.ETUDE)
    envoyer(navigateur, demande, "motif", motif="puma")
    relecture = page(navigateur, ouvre("relire", demande))
    assert "Formulaire S1106" in relecture
    for etape in ("personne", "certification"):
        assert f"{adresse(demande, etape)}?revoir=oui" in relecture
    assert f"/nouvelle-demande/{demande.cle}/pieces/?revoir=oui" in relecture
    assert ">Transmettre<" not in relecture


@pytest.mark.exigence("DEM-04", "ORG-04")
def test_la_caisse_est_proposee_du_departement(scene: Scene, connecter: Any) -> None:
    isere = creer_caisse("381", departements=["38"])
    nord = [creer_caisse(code, departements=["59"]) for code in ("591", "594")]
    relier(isere, scene.partenaire)
    for caisse in nord:
        relier(caisse, scene.partenaire)
    creer_caisse("751", departements=["75"])
    navigateur = connecter(scene.compte_technicien)
    lieu = "/nouvelle-demande/document/"
    assert f'href="{lieu}"' in page(navigateur, "/nouvelle-demande/")
    assert a_une_erreur(texte(navigateur.post(lieu, {})), "departement")

    def proposer(departement: str) -> str:
        return texte(navigateur.post(lieu, {"departement": departement}))

    une = proposer("38")
    assert une.count("checked") == 1
    assert f'value="{isere.cle}"' in une.split("checked")[0].rsplit("<input", 1)[1]
    plusieurs = proposer("59")
    assert "checked" not in plusieurs, "jamais devinée"
    assert "Plusieurs caisses servent ce département" in plusieurs
    ailleurs = proposer("75")
    assert "n’a pas de convention" in ailleurs
    assert "tournez-vous vers elle" in ailleurs
    assert "checked" not in ailleurs
    assert "n’a pas ouvert ce service" not in ailleurs
    ActivationService.objects.create(
        caisse=isere, partenaire=scene.partenaire, service=Service.DOCUMENT, ouvert=False
    )
    assert "n’a pas ouvert ce service" in proposer("38")
    navigateur.post(lieu, {"departement": "75", "caisse": str(scene.caisse.cle)})
    demande = Demande.objects.get()
    assert (demande.caisse_id, demande.saisie) == (scene.caisse.pk, {"departement": "75"})
    assert "Vérifiez la caisse" in page(navigateur, adresse(demande, "personne"))


@pytest.mark.exigence("DEM-04")
def test_la_caisse_se_corrige_depuis_la_relecture(
    scene: Scene, connecter: Any, navigateur: ClientDuPortail
) -> None:
    demande = creer_depot(scene, Service.DOCUMENT, MIDI)
    assert "Changer de caisse" not in page(navigateur, ouvre("relire", demande)), "une seule : rien à changer"
    isere = creer_caisse("381", departements=["38"])
    relier(isere, scene.partenaire)
    encore = connecter(scene.compte_technicien)
    assert ouvre("changer_de_caisse", demande) in page(encore, ouvre("relire", demande))
    choix = {"caisse": str(isere.cle), "version": demande.version}
    suite = encore.post(ouvre("changer_de_caisse", demande), choix)
    assert suite["Location"] == ouvre("relire", demande)
    demande.refresh_from_db()
    assert (demande.caisse_id, demande.saisie["motif"]) == (isere.pk, "attestation")


@pytest.mark.exigence("DEM-15", "NOV-07")
def test_un_double_se_dit_a_la_page_de_la_personne(
    scene: Scene, voisins: Scene, navigateur: ClientDuPortail
) -> None:
    creer_deposee(voisins, Service.CONTACT, MIDI)
    demande = creer_depot(scene, Service.CONTACT, MIDI)
    assert envoyer(navigateur, demande, "personne", **PERSONNE).status_code == 302, (
        "rien d’une autre structure"
    )
    premiere = creer_deposee(scene, Service.CONTACT, MIDI)
    dit = texte(envoyer(navigateur, demande, "personne", **PERSONNE))
    assert str(premiere.reference) in dit
    assert a_une_erreur(dit, "raison_doublon")
    assert "raison_doublon" not in str(Demande.objects.get(pk=demande.pk).saisie)
    suite = envoyer(navigateur, demande, "personne", **PERSONNE, raison_doublon="autre_sujet")
    assert suite.status_code == 302


@pytest.mark.exigence("HAB-17", "DEM-20")
def test_le_brouillon_n_est_qu_a_son_auteur(scene: Scene, voisins: Scene, connecter: Any) -> None:
    demande = creer_depot(scene, Service.ETUDE, MIDI)
    comptes: list[Utilisateur] = [voisins.compte_technicien, scene.compte_agent]
    for compte in comptes:
        for lieu in (adresse(demande, "motif"), ouvre("changer_de_caisse", demande)):
            assert connecter(compte).get(lieu).status_code == 404
    assert Motif.objects.exists()
