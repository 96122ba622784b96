"""Many demandes in few seconds: written in SQL by the owner, as years of use would have left them."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from signalements.services.reference import charger_textes
from tests.factories.conventions import creer_caisse, relier
from tests.factories.habilitations import creer_agent, creer_partenaire_lie, creer_technicien

PARTENAIRES: Final = 50
TABLES: Final = ("demande", "evenementdemande", "detailsmas", "consentement", "message")

# Each rank falls on a partenaire, a caisse and a state by arithmetic: two runs measure the same rows.
# Of a hundred: 5 to take in charge and 30 followed (this month's), 60 closed and 5 cancelled (over two years).
DEMANDES: Final = """
WITH rangs AS (
    SELECT rang, rang %% 100 AS sort, %(partenaires)s::bigint[] AS p, %(caisses)s::bigint[] AS c,
           %(auteurs)s::bigint[] AS a, (rang / 100) %% 50 + 1 AS i, (rang / 5000 + rang) %% 2 + 1 AS j
    FROM generate_series(%(de)s::bigint, %(a)s::bigint) AS rang
), datees AS (
    SELECT *, CASE WHEN sort < 5 THEN 'transmise' WHEN sort < 20 THEN 'prise_en_charge'
                   WHEN sort < 35 THEN 'accompagnement' WHEN sort < 95 THEN 'close' ELSE 'annulee' END AS etat,
           now() - CASE WHEN sort < 5 THEN (rang %% 4320) * interval '1 minute'
                        WHEN sort < 35 THEN interval '3 days' + (rang %% 40000) * interval '1 minute'
                        ELSE interval '31 days' + (rang %% 1000000) * interval '1 minute' END AS quand
    FROM rangs
)
INSERT INTO signalements_demande (cle, nature, reference, caisse_id, partenaire_id, auteur_id, agent_id, etat,
    version, cree_le, modifiee_le, transmise_le, echeance, close_le, saisie, civilite, nom, prenom, date_naissance,
    departement, telephone, telephone_de_proche, courriel, accord_suivi)
SELECT gen_random_uuid(), 'signalement', 'C-' || lpad(rang::text, 10, '0'), c[j], p[i], a[i],
    CASE WHEN etat = 'transmise' THEN NULL ELSE %(agent)s END, etat, 1, quand, quand, quand,
    CASE WHEN etat = 'annulee' THEN NULL ELSE quand + interval '2 days' END,
    CASE WHEN etat IN ('close', 'annulee') THEN quand + interval '20 days' END,
    '{}', 'mme', 'Lemaire-Ozanne', 'Binta', '1988-03-04', '69', '0612345678', false, '', true
FROM datees
"""
# Each fact belongs to a state that has gone through it, so many days after the transmission.
FAITS: Final = """
INSERT INTO signalements_evenementdemande (demande_id, nature, survenu_le, consigne_le, auteur_id, motif)
SELECT d.id, f.nature, d.transmise_le + f.apres, d.transmise_le + f.apres, d.auteur_id, ''
FROM signalements_demande d JOIN (VALUES
    ('transmission', interval '0', '{transmise,prise_en_charge,accompagnement,close,annulee}'::text[]),
    ('prise_en_charge', interval '1 day', '{prise_en_charge,accompagnement,close}'),
    ('debut_accompagnement', interval '2 days', '{accompagnement,close}'),
    ('cloture', interval '20 days', '{close}'), ('annulation', interval '20 days', '{annulee}')
) AS f(nature, apres, etats) ON d.etat = ANY (f.etats)
WHERE d.reference BETWEEN %(premiere)s AND %(derniere)s
"""
DETAILS: Final = """
INSERT INTO signalements_detailsmas (demande_id, date_saisine, cadres, actions_engagees, soins, anciennete, causes,
    actions_menees, issue_sans_soins)
SELECT id, transmise_le::date, '{droits}', '{}', '{}', '', '{}', '{}', ''
FROM signalements_demande WHERE reference BETWEEN %(premiere)s AND %(derniere)s
"""
CONSENTEMENTS: Final = """
INSERT INTO signalements_consentement (demande_id, mode, texte_id, empreinte, recueilli_le, auteur_id,
    reference_jugement)
SELECT d.id, 'distance', t.id, t.empreinte, d.transmise_le::date, d.auteur_id, ''
FROM signalements_demande d CROSS JOIN (SELECT id, empreinte FROM signalements_texteconsentement LIMIT 1) t
WHERE d.reference BETWEEN %(premiere)s AND %(derniere)s
"""
MESSAGES: Final = """
INSERT INTO signalements_message (demande_id, auteur_id, cote, texte, ecrit_le)
SELECT id, %(agent)s, 'caisse', 'Une question', transmise_le + interval '1 day'
FROM signalements_demande WHERE reference BETWEEN %(premiere)s AND %(derniere)s AND id %% 5 = 0
"""


@dataclass(frozen=True, slots=True)
class Monde:
    """Fifty partenaires tied to two caisses; the technicien of the first one, an instructeur of the first caisse."""

    caisses: list[Caisse]
    partenaires: list[Partenaire]
    techniciens: list[Utilisateur]
    agent: Utilisateur


def creer_monde() -> Monde:
    """Make the people and the conventions, by the factories."""
    charger_textes()
    caisses = [creer_caisse(), creer_caisse("381", departements=("38",))]
    partenaires = [creer_partenaire_lie(caisse=caisses[0]) for _ in range(PARTENAIRES)]
    for partenaire in partenaires:
        relier(caisses[1], partenaire)
    techniciens = [creer_technicien(partenaire) for partenaire in partenaires]
    return Monde(caisses, partenaires, techniciens, creer_agent("instructeur", caisse=caisses[0]))


def semer(monde: Monde, de: int, a: int) -> None:
    """Write the demandes of these ranks with their facts, details, proof, messages; statistics as autovacuum does.

    Args:
        monde: who they are between.
        de: first rank.
        a: last rank, included.
    """
    valeurs: dict[str, Any] = {
        "de": de,
        "a": a,
        "premiere": f"C-{de:010d}",
        "derniere": f"C-{a:010d}",
        "partenaires": [partenaire.pk for partenaire in monde.partenaires],
        "caisses": [caisse.pk for caisse in monde.caisses],
        "auteurs": [technicien.pk for technicien in monde.techniciens],
        "agent": monde.agent.pk,
    }
    with connection.cursor() as curseur:
        for instruction in (DEMANDES, FAITS, DETAILS, CONSENTEMENTS, MESSAGES):
            curseur.execute(instruction, valeurs)
        for table in TABLES:
            curseur.execute(f"ANALYZE signalements_{table}")
