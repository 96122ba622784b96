"""Every message of the portal, whoever declares it: what it says, and what it cannot say."""

import re
from typing import Any

import pytest
from django.template import Context, Engine

from espace_partenaires.notifications.registre import (
    VARIABLES_PERMISES,
    MessageType,
    message_de_code,
    messages,
)
from espace_partenaires.notifications.services import rendre

# What the base of mails asks for and a message may leave out.
FACULTATIVES = {"lien", "action", "objet", "block"}
# What could name an assuré, by whatever word.
MOTS_INTERDITS = (
    "nom",
    "prenom",
    "assure",
    "naissance",
    "nir",
    "telephone",
    "adresse",
    "courriel",
    "message",
    "texte",
)
# A line may not begin with these, nor end with those.
MAL_COUPE = re.compile(r" [:;?!»]|[«§] ")
ATTRIBUT = re.compile(r"\{\{\s*\w+\.")
BALISE = re.compile(r"\{%-?\s*(\w+)")
BALISES_ADMISES = {"extends", "block", "endblock", "if", "elif", "else", "endif", "for", "endfor"}
# What cannot wait ten minutes: security, one-time links, the 48 hours of a signalement and what answers it.
URGENTS = sorted(
    {message.code for message in messages() if message.code.startswith("comptes.")}
    | {f"habilitations.{nom}" for nom in ("invitation", "nouveau_mot_de_passe", "compte_reactive_lien")}
    | {f"habilitations.{nom}" for nom in ("compte_inactive", "inactivation_au_partenaire", "courriel_change")}
    | {f"habilitations.{nom}" for nom in ("fermeture_aux_caisses", "second_facteur_retire", "compte_signale")}
    | {f"habilitations.{nom}" for nom in ("compte_signale_au_titulaire", "exclusion_a_la_personne")}
    | {f"conventions.{nom}" for nom in ("attestation_demandee", "attestation_relance", "acces_coupe")}
    | {f"signalements.{nom}" for nom in ("a_prendre_en_charge", "prise_en_charge", "annulation")}
    | {f"signalements.{nom}" for nom in ("preuve_demandee", "preuve_fournie")}
)


@pytest.mark.exigence("RGPD-02")
def test_aucune_variable_permise_ne_peut_nommer_un_assure() -> None:
    fautives = {
        nom
        for nom in VARIABLES_PERMISES - {"prenom_destinataire"}
        if any(mot in nom.split("_") for mot in MOTS_INTERDITS)
    }
    assert fautives == set()


@pytest.mark.exigence("RGPD-02", "UX-01")
@pytest.mark.parametrize("message", messages(), ids=lambda message: message.code)
def test_message_ne_montre_que_ses_variables_en_texte_et_en_html(message: MessageType) -> None:
    marques = {nom: f"marque-{nom}" for nom in message.variables}
    objet, texte, html = rendre(message, marques)
    assert all(partie.strip() for partie in (objet, texte, html))
    assert "\n" not in objet
    for partie in (objet, texte, html):
        assert MAL_COUPE.search(partie) is None, "en français, ces espaces ne se coupent pas"
    assert "<" not in texte, "le texte n’a pas de balise"
    assert html.count("<h1") <= 1
    if "lien" in marques:
        assert marques["lien"] in texte
        assert f'href="{marques["lien"]}"' in html
    for fin in ("txt", "html"):
        espion = Espion(marques)
        Engine.get_default().get_template(f"{message.gabarit}.{fin}").render(espion)
        assert espion.absentes <= FACULTATIVES, "le gabarit lit une variable que le message ne déclare pas"


@pytest.mark.exigence("RGPD-02")
@pytest.mark.parametrize("message", messages(), ids=lambda message: message.code)
def test_gabarit_n_atteint_rien_au_dela_de_ses_variables(message: MessageType) -> None:
    sources = [message.objet]
    for fin in ("txt", "html"):
        gabarit = Engine.get_default().get_template(f"{message.gabarit}.{fin}")
        assert gabarit.source is not None
        sources.append(gabarit.source)
    for source in sources:
        assert ATTRIBUT.search(source) is None, "une variable est un texte, jamais un objet que l’on parcourt"
        assert set(BALISE.findall(source)) <= BALISES_ADMISES


@pytest.mark.exigence("UX-07")
@pytest.mark.parametrize("code", URGENTS)
def test_securite_liens_a_usage_unique_et_48_heures_partent_tout_de_suite(code: str) -> None:
    assert message_de_code(code).urgent


class Espion(Context):
    """A context that remembers what was asked of it in vain."""

    def __init__(self, valeurs: dict[str, str]) -> None:
        self.absentes: set[str] = set()
        super().__init__(valeurs)

    def __getitem__(self, key: Any) -> Any:
        """Return a value, or remember that it is missing."""
        try:
            return super().__getitem__(key)
        except KeyError:
            self.absentes.add(str(key))
            raise
