"""Read models of demandes, shared by screens, services and documents."""

from signalements.selectors.bureau import comptes_des_vues, liste_de_travail
from signalements.selectors.demandes import (
    AccueilTechnicien,
    ElementDeFil,
    accueil_technicien,
    faits_de,
    fil,
    formulaire_joint,
    preuve_en_ordre,
)
from signalements.selectors.horloges import horloge_de
from signalements.selectors.listes import Filtres, historique
from signalements.selectors.pages import Compte, Page
from signalements.selectors.textes import Section, sections, texte_de_consentement
from signalements.selectors.vues import Vue

__all__ = [
    "AccueilTechnicien",
    "Compte",
    "ElementDeFil",
    "Filtres",
    "Page",
    "Section",
    "Vue",
    "accueil_technicien",
    "comptes_des_vues",
    "faits_de",
    "fil",
    "formulaire_joint",
    "historique",
    "horloge_de",
    "liste_de_travail",
    "preuve_en_ordre",
    "sections",
    "texte_de_consentement",
]
