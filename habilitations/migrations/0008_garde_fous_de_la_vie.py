from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

# A structure never loses its last gestionnaire by an ordinary act (HAB-10). Deferred and locked as the quota is:
# of two transactions that each inactivate one of the last two, the second counts after the first.
# What cannot wait (fraud, exclusion, end of the conventions) passes: the caisse's work list then asks for another.
DERNIER_GESTIONNAIRE = """
CREATE FUNCTION habilitations_garder_un_gestionnaire() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  finale habilitations_habilitation%ROWTYPE;
BEGIN
  SELECT * INTO finale FROM habilitations_habilitation WHERE id = OLD.id;
  IF OLD.etat <> 'active' OR OLD.profil <> 'gestionnaire' THEN
    RETURN NULL;
  END IF;
  IF FOUND AND finale.partenaire_id = OLD.partenaire_id AND finale.profil = OLD.profil AND (
     finale.etat = 'active'
     OR finale.motif_inactivation IN ('securite', 'exclusion', 'fin_des_conventions')) THEN
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'Un compte ne s’inactive pas dans une transaction qui ne voit pas les autres.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'habilitations_dernier_gestionnaire';
  END IF;
  PERFORM 1 FROM conventions_partenaire WHERE id = OLD.partenaire_id FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT 1 FROM habilitations_habilitation h
    WHERE h.partenaire_id = OLD.partenaire_id AND h.profil = 'gestionnaire' AND h.etat = 'active'
  ) THEN
    RAISE EXCEPTION 'Ce compte est celui du dernier gestionnaire du partenaire : un successeur est habilité d’abord (convention d’utilisation, article 2.2.3).'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'habilitations_dernier_gestionnaire';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER habilitations_dernier_gestionnaire
  AFTER UPDATE OF etat, partenaire_id, profil OR DELETE ON habilitations_habilitation
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION habilitations_garder_un_gestionnaire();
"""
SANS_DERNIER_GESTIONNAIRE = """
DROP TRIGGER habilitations_dernier_gestionnaire ON habilitations_habilitation;
DROP FUNCTION habilitations_garder_un_gestionnaire();
"""

NUMEROS = "CREATE SEQUENCE habilitations_numero_de_revue;"
SANS_NUMEROS = "DROP SEQUENCE habilitations_numero_de_revue;"

# The journal belongs to the DPO (acces.md): of an account compromised, the DPO reads the entries, whichever caisse
# they bear; whoever froze it learns how many there are. Sign-ins bear no caisse, hence these two doors.
JOURNAL = """
CREATE FUNCTION habilitations_compte_a_portee(p_habilitation bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT portail_profil() = 'agent' AND EXISTS (
    SELECT 1 FROM habilitations_habilitation h
    WHERE h.id = p_habilitation AND habilitations_lien_signe(h.partenaire_id, portail_caisses())
  )
$$;
CREATE FUNCTION habilitations_entrees_du_compte(p_habilitation bigint, p_depuis timestamptz)
RETURNS SETOF journal_evenement
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.* FROM journal_evenement e
  JOIN habilitations_habilitation h ON h.id = p_habilitation
  WHERE e.survenu_le >= p_depuis
    AND (e.auteur_id = h.utilisateur_id
         OR (e.objet_type = 'comptes.utilisateur' AND e.objet_id = h.utilisateur_id)
         OR (e.objet_type = 'habilitations.habilitation' AND e.objet_id = h.id))
$$;
REVOKE ALL ON FUNCTION habilitations_entrees_du_compte(bigint, timestamptz) FROM PUBLIC;
CREATE FUNCTION habilitations_journal_du_compte(p_habilitation bigint, p_depuis timestamptz)
RETURNS SETOF journal_evenement
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.* FROM habilitations_entrees_du_compte(p_habilitation, p_depuis) e
  WHERE portail_a_role('dpo') AND habilitations_compte_a_portee(p_habilitation)
$$;
CREATE FUNCTION habilitations_resume_du_journal(p_habilitation bigint, p_depuis timestamptz)
RETURNS TABLE (action varchar, nombre bigint, premiere_le timestamptz, derniere_le timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.action, count(*), min(e.survenu_le), max(e.survenu_le)
  FROM habilitations_entrees_du_compte(p_habilitation, p_depuis) e
  WHERE portail_a_role('gestionnaire_conventions', 'superviseur', 'dpo')
    AND habilitations_compte_a_portee(p_habilitation)
  GROUP BY e.action
$$;
"""
SANS_JOURNAL = """
DROP FUNCTION habilitations_resume_du_journal(bigint, timestamptz);
DROP FUNCTION habilitations_journal_du_compte(bigint, timestamptz);
DROP FUNCTION habilitations_entrees_du_compte(bigint, timestamptz);
DROP FUNCTION habilitations_compte_a_portee(bigint);
"""

# The public form: the web role adds, nobody but the workers reads.
PUBLIQUE = """
ALTER TABLE habilitations_declarationpublique ENABLE ROW LEVEL SECURITY;
ALTER TABLE habilitations_declarationpublique FORCE ROW LEVEL SECURITY;
CREATE POLICY habilitations_declarationpublique_proprietaire ON habilitations_declarationpublique
    TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY habilitations_declarationpublique_taches ON habilitations_declarationpublique
    TO portail_taches USING (true) WITH CHECK (true);
CREATE POLICY habilitations_declarationpublique_web ON habilitations_declarationpublique
    FOR INSERT TO portail_web WITH CHECK (true);
"""
SANS_PUBLIQUE = """
DROP POLICY habilitations_declarationpublique_web ON habilitations_declarationpublique;
DROP POLICY habilitations_declarationpublique_taches ON habilitations_declarationpublique;
DROP POLICY habilitations_declarationpublique_proprietaire ON habilitations_declarationpublique;
ALTER TABLE habilitations_declarationpublique NO FORCE ROW LEVEL SECURITY;
ALTER TABLE habilitations_declarationpublique DISABLE ROW LEVEL SECURITY;
"""

GESTIONNAIRE = "(SELECT portail_profil()) = 'gestionnaire' AND partenaire_id = (SELECT portail_partenaire())"
AGENT = """(SELECT portail_profil()) = 'agent'
    AND (SELECT portail_a_role('instructeur', 'gestionnaire_conventions', 'superviseur', 'dpo'))"""
SA_CAISSE = f"{AGENT} AND caisse_id = ANY ((SELECT portail_caisses())::bigint[])"
SES_PARTENAIRES = f"{AGENT} AND habilitations_lien_signe(partenaire_id, (SELECT portail_caisses()))"
LUI_MEME = """(SELECT portail_profil()) IN ('gestionnaire', 'technicien')
    AND declarant_id = (SELECT portail_acteur()) AND partenaire_id = (SELECT portail_partenaire())"""


def _rattachee(table: str, parente: str, colonne: str) -> ActiverIsolation:
    """Isolate a table by the row it hangs from, which has its own policy."""
    return ActiverIsolation(
        table=table, condition=f"EXISTS (SELECT 1 FROM {parente} p WHERE p.id = {table}.{colonne})"
    )


class Migration(migrations.Migration):
    """What the database refuses of the life of accounts (HAB-10), and who sees which row of it (HAB-17)."""

    dependencies = [("habilitations", "0007_vie_des_comptes"), ("journal", "0002_protection")]

    operations = [
        migrations.RunSQL(DERNIER_GESTIONNAIRE, SANS_DERNIER_GESTIONNAIRE),
        migrations.RunSQL(NUMEROS, SANS_NUMEROS),
        migrations.RunSQL(JOURNAL, SANS_JOURNAL),
        migrations.RunSQL(PUBLIQUE, SANS_PUBLIQUE),
        ActiverIsolation(
            table="habilitations_demandehabilitation", condition=f"({GESTIONNAIRE}) OR ({SA_CAISSE})"
        ),
        ActiverIsolation(
            table="habilitations_incident",
            condition=f"({GESTIONNAIRE}) OR ({LUI_MEME}) OR ({SA_CAISSE}) OR ({SES_PARTENAIRES})",
        ),
        ActiverIsolation(table="habilitations_campagnerevue", condition=f"({SA_CAISSE})"),
        ActiverIsolation(
            table="habilitations_revue", condition=f"({GESTIONNAIRE}) OR ({SES_PARTENAIRES})"
        ),
        _rattachee("habilitations_lignerevue", "habilitations_revue", "revue_id"),
        _rattachee("habilitations_evenementcompte", "habilitations_habilitation", "habilitation_id"),
        _rattachee("habilitations_exclusion", "habilitations_habilitation", "habilitation_id"),
    ]
