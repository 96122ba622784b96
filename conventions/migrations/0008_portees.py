from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

# Read by policies, so as their definer: the rows that say who is party to what have no policy of their own.
FONCTIONS = """
CREATE FUNCTION conventions_jour(p_convention bigint, p_instant timestamptz) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(min((p_instant AT TIME ZONE k.fuseau)::date), (p_instant AT TIME ZONE 'Europe/Paris')::date)
  FROM conventions_partie p JOIN conventions_caisse k ON k.id = p.caisse_id
  WHERE p.convention_id = p_convention
$$;
CREATE FUNCTION conventions_est_agent() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT portail_profil() = 'agent'
     AND portail_a_role('instructeur', 'gestionnaire_conventions', 'superviseur', 'dpo')
$$;
CREATE FUNCTION conventions_portee(p_convention bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM conventions_partie p
    WHERE p.convention_id = p_convention
      AND (
        (conventions_est_agent() AND p.caisse_id = ANY (portail_caisses()))
        OR (portail_profil() = 'gestionnaire' AND p.partenaire_id = portail_partenaire())
      )
  ) OR (conventions_est_agent() AND EXISTS (
    -- A national référent sees the local conventions under its cadre (CONV-08).
    SELECT 1 FROM conventions_convention c
    JOIN conventions_referent r ON r.convention_id = c.cadre_id
    WHERE c.id = p_convention AND r.utilisateur_id = portail_acteur()
      AND r.du <= current_date AND (r.au IS NULL OR r.au >= current_date)
  ))
$$;
CREATE FUNCTION conventions_lien(p_partenaire bigint, p_caisses bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1 FROM conventions_partie structure
    JOIN conventions_partie organisme ON organisme.convention_id = structure.convention_id
    WHERE structure.partenaire_id = p_partenaire AND organisme.caisse_id = ANY (p_caisses)
  )
$$;
"""
DEFAIRE = """
DROP FUNCTION conventions_lien(bigint, bigint[]);
DROP FUNCTION conventions_portee(bigint);
DROP FUNCTION conventions_est_agent();
DROP FUNCTION conventions_jour(bigint, timestamptz);
"""

D_UNE_CONVENTION = "conventions_portee(convention_id)"
RATTACHEES = (
    "conventions_avenant",
    "conventions_courrier",
    "conventions_documentconvention",
    "conventions_referent",
    "conventions_evaluationpartagee",
    "conventions_messageconvention",
    "conventions_demandeusage",
    "conventions_comite",
    "conventions_objectifdetravail",
    "conventions_pointnational",
    "conventions_ficheaction",
)
# A row that hangs from one of those is seen when its owner is.
SOUS_RATTACHEES = {
    "conventions_signatureavenant": ("conventions_avenant", "avenant_id"),
    "conventions_remise": ("conventions_courrier", "courrier_id"),
    "conventions_participantcomite": ("conventions_comite", "comite_id"),
    "conventions_indicateurfiche": ("conventions_ficheaction", "fiche_id"),
    "conventions_reponsedysfonctionnement": ("conventions_dysfonctionnement", "dysfonctionnement_id"),
}
# A partenaire whose accounts have ended attests through the link it was sent: whoever holds it sees that row alone.
ATTESTATION = f"""
    {D_UNE_CONVENTION}
    OR (empreinte_du_lien <> '' AND empreinte_du_lien = (SELECT current_setting('portail.lien', true)))
"""
INTERLOCUTEUR = """
    caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    OR (
        (SELECT portail_profil()) IN ('gestionnaire', 'technicien')
        AND partenaire_id = (SELECT portail_partenaire())
    )
    OR ((SELECT conventions_est_agent()) AND conventions_lien(partenaire_id, (SELECT portail_caisses())))
"""
DYSFONCTIONNEMENT = """
    auteur_id = (SELECT portail_acteur())
    OR (
        (SELECT conventions_est_agent())
        AND (
            caisse_id = ANY ((SELECT portail_caisses())::bigint[])
            OR (
                escalade_le IS NOT NULL
                AND EXISTS (
                    SELECT 1 FROM conventions_caisse k
                    WHERE k.code = '000' AND k.id = ANY ((SELECT portail_caisses())::bigint[])
                )
            )
        )
    )
"""
# The files of a convention are read by those who see its documents, whatever their role with demandes.
PIECES = """
CREATE POLICY pieces_des_conventions ON pieces_piecejointe FOR SELECT TO portail_web
USING (EXISTS (SELECT 1 FROM conventions_documentconvention d WHERE d.piece_id = pieces_piecejointe.id));
"""


class Migration(migrations.Migration):
    """Each convention's papers to those who are on a side of it (HAB-17)."""

    dependencies = [
        ("conventions", "0007_vie"),
        ("isolation", "0001_fonctions"),
        ("pieces", "0004_portee_de_la_demande"),
    ]

    operations = [
        migrations.RunSQL(FONCTIONS, DEFAIRE),
        *[ActiverIsolation(table=table, condition=D_UNE_CONVENTION) for table in RATTACHEES],
        ActiverIsolation(table="conventions_attestationdestruction", condition=ATTESTATION),
        ActiverIsolation(table="conventions_interlocuteur", condition=INTERLOCUTEUR),
        ActiverIsolation(table="conventions_dysfonctionnement", condition=DYSFONCTIONNEMENT),
        *[
            ActiverIsolation(table=table, condition=f"EXISTS (SELECT 1 FROM {mere} m WHERE m.id = {colonne})")
            for table, (mere, colonne) in SOUS_RATTACHEES.items()
        ],
        migrations.RunSQL(PIECES, "DROP POLICY pieces_des_conventions ON pieces_piecejointe"),
    ]
