"""Every message of the portal, whoever declares it: what it says, and what it cannot say."""

from typing import Any

import pytest
from django.template import Context, Engine

from espace_partenaires.notifications.registre import VARIABLES_PERMISES, MessageType, messages
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
    assert "<" not in texte, "le texte n’a pas de balise"
    assert html.count("<h1") <= 1
    if "lien" in marques:
        assert marques["lien"] in texte
        assert f'href="{marques["lien"]}"' in html
    for fin in ("txt", "html"):
        espion = Espion(marques)
        Engine.get_default().get_template(f"{message.gabarit}.{fin}").render(espion)
        assert espion.absentes <= FACULTATIVES, "le gabarit lit une variable que le message ne déclare pas"


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
