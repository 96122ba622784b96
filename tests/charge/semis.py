"""Many demandes in few seconds: written in SQL by the owner, as years of use would have left them."""

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from conventions.enums import Service
from conventions.models import Caisse, Partenaire
from espace_partenaires.comptes.models import Utilisateur
from signalements.services.reference import charger_textes
from tests.factories.conventions import creer_caisse, relier
from tests.factories.demandes import motif
from tests.factories.habilitations import creer_agent, creer_partenaire_lie, creer_technicien

PARTENAIRES: Final = 50
TABLES: Final = (
    "demande",
    "evenementdemande",
    "detailsmas",
    "detailscontact",
    "detailsetude",
    "detailsdocument",
    "detailsrendezvous",
    "consentement",
    "message",
    "piecedemandee",
    "rendezvous",
)
# In the order of the kinds below; the signalement has no motif.
NATURES: Final = (Service.ETUDE, Service.CONTACT, Service.DOCUMENT, Service.RENDEZ_VOUS)

# Each rank falls on a partenaire, a caisse, a kind and a state by arithmetic: two runs measure the same rows.
# Of a hundred: 5 to take in charge or read and 30 followed or at the partner's (this month's), 60 ended and
# 5 cancelled (over two years). One person in fifty has the same name as the next; the others one of 20,000.
DEMANDES: Final = """
WITH rangs AS (
    SELECT rang, rang %% 100 AS sort, %(partenaires)s::bigint[] AS p, %(caisses)s::bigint[] AS c,
           %(auteurs)s::bigint[] AS a, (rang / 100) %% 50 + 1 AS i, (rang / 5000 + rang) %% 2 + 1 AS j,
           (ARRAY['signalement', 'etude', 'contact', 'document', 'rendez_vous'])[(rang / 100 + rang / 2) %% 5 + 1]
           AS nature
    FROM generate_series(%(de)s::bigint, %(a)s::bigint) AS rang
), datees AS (
    SELECT *, CASE WHEN sort < 5 THEN 'transmise' WHEN sort >= 95 THEN 'annulee'
                   WHEN nature = 'signalement' AND sort < 20 THEN 'prise_en_charge'
                   WHEN nature = 'signalement' AND sort < 35 THEN 'accompagnement'
                   WHEN nature = 'signalement' THEN 'close'
                   WHEN sort < 12 THEN 'incomplete' WHEN sort < 17 THEN 'completee'
                   WHEN sort < 20 THEN 'irrecevable'
                   WHEN sort < 25 AND nature = 'etude' THEN 'complete'
                   WHEN sort < 35 THEN 'en_instruction' ELSE 'terminee' END AS etat,
           CASE nature WHEN 'signalement' THEN 'MAS_48H' WHEN 'rendez_vous' THEN 'RENDEZ_VOUS_30J'
                       WHEN 'etude' THEN CASE WHEN rang %% 10 < 2 THEN 'URGENT_14J' ELSE 'DOSSIER_30J' END
                       ELSE 'DEMANDE_30J' END AS regle,
           CASE WHEN rang %% 50 = 0 THEN 'Martin'
                ELSE 'Nom' || translate((rang %% 20000)::text, '0123456789', 'abcdefghij') END AS nom,
           now() - CASE WHEN sort < 5 THEN (rang %% 4320) * interval '1 minute'
                        WHEN sort < 35 THEN interval '3 days' + (rang %% 40000) * interval '1 minute'
                        ELSE interval '31 days' + (rang %% 1000000) * interval '1 minute' END AS quand
    FROM rangs
)
INSERT INTO signalements_demande (cle, nature, reference, caisse_id, partenaire_id, auteur_id, agent_id, etat,
    version, cree_le, modifiee_le, transmise_le, echeance, close_le, regle, motif_id, saisie, civilite, nom, prenom,
    nom_plie, prenom_plie, date_naissance, departement, telephone, telephone_de_proche, courriel, accord_suivi,
    raison_doublon)
SELECT gen_random_uuid(), nature, 'C-' || lpad(rang::text, 10, '0'), c[j], p[i], a[i],
    CASE WHEN etat = 'transmise' THEN NULL ELSE %(agent)s END, etat, 1, quand, quand, quand,
    CASE WHEN etat IN ('annulee', 'incomplete', 'irrecevable') THEN NULL
         ELSE quand + CASE regle WHEN 'MAS_48H' THEN interval '2 days' WHEN 'URGENT_14J' THEN interval '14 days'
                                 ELSE interval '30 days' END END,
    CASE WHEN etat IN ('close', 'terminee', 'annulee') THEN quand + interval '20 days' END, regle,
    (%(motifs)s::bigint[])[array_position(%(natures)s::text[], nature::text)],
    '{}', 'mme', nom, 'Binta', lower(nom), 'binta', '1988-03-04', '69', '0612345678', false, '', true, ''
FROM datees
"""
# Drafts: one for two hundred demandes, of this month.
BROUILLONS: Final = """
INSERT INTO signalements_demande (cle, nature, caisse_id, partenaire_id, auteur_id, etat, version, cree_le,
    modifiee_le, regle, saisie, civilite, nom, prenom, nom_plie, prenom_plie, departement, telephone,
    telephone_de_proche, courriel, accord_suivi, raison_doublon)
SELECT gen_random_uuid(), 'etude', (%(caisses)s::bigint[])[1], (%(partenaires)s::bigint[])[rang %% 50 + 1],
    (%(auteurs)s::bigint[])[rang %% 50 + 1], 'brouillon', 0, quand, quand, '',
    '{"motif": "c2s_sans", "nom": "Martin", "prenom": "Binta", "date_naissance": "1988-03-04"}',
    '', '', '', '', '', '', '', false, '', false, ''
FROM generate_series(%(de)s::bigint / 200, %(a)s::bigint / 200) AS rang,
     LATERAL (SELECT now() - (rang %% 29) * interval '1 day' AS quand) AS moment
"""
# Each fact belongs to a state that has gone through it, so many days after the transmission.
FAITS: Final = """
INSERT INTO signalements_evenementdemande (demande_id, nature, survenu_le, consigne_le, auteur_id, motif, regle)
SELECT d.id, f.nature, d.transmise_le + f.apres, d.transmise_le + f.apres, d.auteur_id, '',
       CASE f.nature WHEN 'transmission' THEN d.regle ELSE '' END
FROM signalements_demande d JOIN (VALUES
    ('transmission', interval '0', '{transmise,prise_en_charge,accompagnement,close,incomplete,completee,irrecevable,'
                                   'complete,en_instruction,terminee,annulee}'::text[]),
    ('prise_en_charge', interval '1 day', '{prise_en_charge,accompagnement,close}'),
    ('debut_accompagnement', interval '2 days', '{accompagnement,close}'),
    ('demande_de_pieces', interval '1 day', '{incomplete,completee}'), ('depot', interval '2 days', '{completee}'),
    ('irrecevabilite', interval '1 day', '{irrecevable}'),
    ('complete', interval '1 day', '{complete,en_instruction,terminee}'),
    ('recevable', interval '1 day', '{complete,en_instruction,terminee}'),
    ('instruction', interval '2 days', '{en_instruction,terminee}'),
    ('cloture', interval '20 days', '{close,terminee}'), ('annulation', interval '20 days', '{annulee}')
) AS f(nature, apres, etats) ON d.etat = ANY (f.etats)
WHERE d.reference BETWEEN %(premiere)s AND %(derniere)s
  AND (d.nature = 'etude' OR f.nature NOT IN ('complete', 'recevable'))
"""
DETAILS: Final = """
INSERT INTO signalements_detailsmas (demande_id, date_saisine, cadres, actions_engagees, soins, anciennete, causes,
    actions_menees, issue_sans_soins)
SELECT id, transmise_le::date, '{droits}', '{}', '{}', '', '{}', '{}', ''
FROM signalements_demande WHERE nature = 'signalement' AND reference BETWEEN %(premiere)s AND %(derniere)s;
INSERT INTO signalements_detailsetude (demande_id, precisions, fragilites)
SELECT id, '', '{}' FROM signalements_demande
WHERE nature = 'etude' AND reference BETWEEN %(premiere)s AND %(derniere)s;
INSERT INTO signalements_detailscontact (demande_id, precisions)
SELECT id, 'Une question' FROM signalements_demande
WHERE nature = 'contact' AND reference BETWEEN %(premiere)s AND %(derniere)s;
INSERT INTO signalements_detailsdocument (demande_id, precisions)
SELECT id, '' FROM signalements_demande
WHERE nature = 'document' AND reference BETWEEN %(premiere)s AND %(derniere)s;
INSERT INTO signalements_detailsrendezvous (demande_id, precisions, situation, modes, demi_journees, besoins)
SELECT id, '', 'complexe', '{site}', '{lundi_matin}', '{}' FROM signalements_demande
WHERE nature = 'rendez_vous' AND reference BETWEEN %(premiere)s AND %(derniere)s
"""
# What is asked for, and the meetings: half of the living ones wait for the partner's answer.
PIECES: Final = """
INSERT INTO signalements_piecedemandee (demande_id, fait_id, libelle, raison, precision, reponse)
SELECT demande_id, id, 'Avis d’imposition', 'absente', '', '' FROM signalements_evenementdemande
WHERE nature = 'demande_de_pieces'
  AND demande_id IN (SELECT id FROM signalements_demande WHERE reference BETWEEN %(premiere)s AND %(derniere)s)
"""
RENDEZ_VOUS: Final = """
INSERT INTO signalements_rendezvous (cle, demande_id, etat, mode, debut, fin, lieu, a_apporter, agent_id, sequence,
    change_par, cree_le, modifie_le)
SELECT gen_random_uuid(), id, CASE WHEN etat = 'terminee' THEN 'tenu' WHEN id %% 2 = 0 THEN 'propose'
                                   ELSE 'confirme' END,
    'site', quand, quand + interval '30 minutes', '', '', %(agent)s, 0, '', transmise_le, transmise_le
FROM signalements_demande, LATERAL (
    SELECT CASE WHEN etat = 'terminee' THEN transmise_le + interval '15 days'
                ELSE now() + (id %% 30000) * interval '1 minute' END AS quand) AS moment
WHERE nature = 'rendez_vous' AND etat IN ('en_instruction', 'terminee')
  AND reference BETWEEN %(premiere)s AND %(derniere)s
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
INSTRUCTIONS: Final = (
    DEMANDES,
    BROUILLONS,
    FAITS,
    *DETAILS.split(";"),
    CONSENTEMENTS,
    MESSAGES,
    PIECES,
    RENDEZ_VOUS,
)


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
        "natures": [str(nature) for nature in NATURES],
        "motifs": [motif(nature).pk for nature in NATURES],
    }
    with connection.cursor() as curseur:
        for instruction in INSTRUCTIONS:
            curseur.execute(instruction, valeurs)
        for table in TABLES:
            curseur.execute(f"ANALYZE signalements_{table}")
