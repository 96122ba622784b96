from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

SA_DEMANDE = "EXISTS (SELECT 1 FROM signalements_demande d WHERE d.id = demande_id)"
AGENT = """
    (SELECT portail_profil()) = 'agent'
    AND (SELECT portail_a_role('instructeur', 'superviseur'))
    AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
"""
# Services and settings of a caisse are also the business of its gestionnaires de conventions (acces.md).
AGENT_DE_LA_CAISSE = """
    (SELECT portail_profil()) = 'agent'
    AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
"""
TECHNICIEN = """
    (SELECT portail_profil()) = 'technicien'
    AND partenaire_id = (SELECT portail_partenaire())
    AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])
"""
AGENT_SUR_SA_DEMANDE = f"(SELECT portail_profil()) = 'agent' AND {SA_DEMANDE}"
DEUX_DEMANDES = """
    (SELECT portail_profil()) = 'agent'
    AND EXISTS (SELECT 1 FROM signalements_demande d WHERE d.id = premiere_id)
    AND EXISTS (SELECT 1 FROM signalements_demande d WHERE d.id = seconde_id)
"""
# A transfer takes a demande out of the scope of who does it: no policy can say that, this function does.
TRANSFERER = """
CREATE FUNCTION signalements_transferer(p_demande bigint, p_caisse bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF portail_profil() <> 'agent' OR NOT portail_a_role('instructeur', 'superviseur') THEN
    RETURN false;
  END IF;
  UPDATE signalements_demande SET caisse_id = p_caisse, agent_id = NULL
  WHERE id = p_demande AND etat <> 'brouillon' AND caisse_id = ANY (portail_caisses());
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE pieces_piecejointe p SET caisse_id = p_caisse
  FROM signalements_piecedemande j WHERE j.demande_id = p_demande AND j.piece_id = p.id;
  DELETE FROM signalements_liendemandes WHERE premiere_id = p_demande OR seconde_id = p_demande;
  DELETE FROM signalements_presence WHERE demande_id = p_demande;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION signalements_transferer(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION signalements_transferer(bigint, bigint) TO portail_web, portail_taches;
"""
# DEM-12: whatever the code above it does, a file leaves by the portal for a document and for those who may receive it.
SORTANTE = """
CREATE FUNCTION signalements_verifier_sortante() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1
    FROM signalements_demande d
    JOIN signalements_motif m ON m.id = d.motif_id AND m.livrable
    JOIN conventions_partenaire p ON p.id = d.partenaire_id AND p.type IN ('tutelle', 'ase', 'depositaire')
    WHERE d.id = NEW.demande_id AND d.nature = 'document'
      AND NOT EXISTS (
        SELECT 1 FROM conventions_retraitreception r
        WHERE r.partenaire_id = p.id AND r.caisse_id = d.caisse_id
      )
  ) THEN
    RAISE EXCEPTION 'Ce partenaire ne reçoit pas de document par le portail.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signalements_sortante_vers_habilite';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER signalements_sortante_vers_habilite
  BEFORE INSERT OR UPDATE OF nature, demande_id ON signalements_piecedemande
  FOR EACH ROW WHEN (NEW.nature = 'sortante') EXECUTE FUNCTION signalements_verifier_sortante();
"""
ANCIENNES = """
UPDATE signalements_demande SET regle = 'MAS_48H' WHERE etat <> 'brouillon' AND nature = 'signalement';
UPDATE signalements_evenementdemande SET regle = 'MAS_48H' WHERE nature = 'transmission';
"""


class Migration(migrations.Migration):
    """Row-level security of what hangs from demandes, the desk and the meetings (HAB-17); two guards (DEM-04, DEM-12)."""

    dependencies = [("signalements", "0006_demandes_de_toutes_natures")]

    operations = [
        *(
            ActiverIsolation(table=f"signalements_{table}", condition=SA_DEMANDE)
            for table in (
                "detailscontact",
                "detailsetude",
                "detailsdocument",
                "detailsrendezvous",
                "decisiondroit",
                "piecedemandee",
                "rendezvous",
                "masquage",
            )
        ),
        ActiverIsolation(table="signalements_presence", condition=AGENT_SUR_SA_DEMANDE),
        ActiverIsolation(table="signalements_liendemandes", condition=DEUX_DEMANDES),
        ActiverIsolation(table="signalements_permanence", condition=f"({AGENT}) OR ({TECHNICIEN})"),
        ActiverIsolation(
            table="signalements_creneau",
            condition="EXISTS (SELECT 1 FROM signalements_permanence p WHERE p.id = permanence_id)",
        ),
        ActiverIsolation(table="signalements_orientation", condition=f"({AGENT}) OR ({TECHNICIEN})"),
        ActiverIsolation(
            table="signalements_vueenregistree",
            condition=f"{AGENT} AND (partagee OR agent_id = (SELECT portail_acteur()))",
        ),
        ActiverIsolation(table="signalements_absence", condition=AGENT),
        ActiverIsolation(table="signalements_modelereponse", condition=AGENT_DE_LA_CAISSE),
        migrations.RunSQL(TRANSFERER, "DROP FUNCTION signalements_transferer(bigint, bigint)"),
        migrations.RunSQL(
            SORTANTE,
            "DROP TRIGGER signalements_sortante_vers_habilite ON signalements_piecedemande;"
            "DROP FUNCTION signalements_verifier_sortante()",
        ),
        migrations.RunSQL(ANCIENNES, migrations.RunSQL.noop),
    ]
