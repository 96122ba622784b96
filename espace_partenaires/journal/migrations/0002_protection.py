from django.db import migrations

# The barrier for web and workers is the grants (INSERT and SELECT only); the triggers stop the owner's
# own mistakes, and write down what nobody may choose: the transaction and the cluster.
DECLENCHEURS = """
CREATE FUNCTION journal_avant_insertion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    NEW.lignee := (pg_control_system()).system_identifier;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_avant_insertion BEFORE INSERT ON journal_evenement
    FOR EACH ROW EXECUTE FUNCTION journal_avant_insertion();

CREATE FUNCTION journal_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'le journal ne se modifie pas (% sur %)', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER journal_refuser_modification BEFORE UPDATE ON journal_evenement
    FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER journal_refuser_effacement BEFORE DELETE ON journal_evenement
    FOR EACH ROW WHEN (OLD.survenu_le > now() - interval '12 months') EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER journal_refuser_effacement BEFORE DELETE ON journal_sceau
    FOR EACH ROW EXECUTE FUNCTION journal_refuser();
CREATE TRIGGER journal_refuser_modification BEFORE UPDATE ON journal_sceau
    FOR EACH ROW
    WHEN (OLD.effacees_le IS NOT NULL
          OR (to_jsonb(NEW) - 'effacees_le') IS DISTINCT FROM (to_jsonb(OLD) - 'effacees_le'))
    EXECUTE FUNCTION journal_refuser();

-- Only a journal that was never sealed may be emptied at once: a new database, or a test's.
CREATE FUNCTION journal_refuser_vidage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.journal_sceau) THEN
        RAISE EXCEPTION 'un journal scellé ne se vide pas' USING ERRCODE = '42501';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_refuser_vidage BEFORE TRUNCATE ON journal_evenement
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser_vidage();
CREATE TRIGGER journal_refuser_vidage BEFORE TRUNCATE ON journal_sceau
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser_vidage();
"""

SANS_DECLENCHEURS = """
DROP TRIGGER journal_refuser_vidage ON journal_sceau;
DROP TRIGGER journal_refuser_vidage ON journal_evenement;
DROP TRIGGER journal_refuser_modification ON journal_sceau;
DROP TRIGGER journal_refuser_effacement ON journal_sceau;
DROP TRIGGER journal_refuser_effacement ON journal_evenement;
DROP TRIGGER journal_refuser_modification ON journal_evenement;
DROP TRIGGER journal_avant_insertion ON journal_evenement;
DROP FUNCTION journal_refuser_vidage();
DROP FUNCTION journal_refuser();
DROP FUNCTION journal_avant_insertion();
"""

# Whole seals only, and only once every entry of the seal is past its term.
EFFACEMENT = """
CREATE FUNCTION journal_effacer() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    sceau record;
    effacees bigint := 0;
    lot bigint;
BEGIN
    FOR sceau IN
        SELECT id, lignee, debut, fin FROM public.journal_sceau
         WHERE effacees_le IS NULL AND derniere_le < now() - interval '12 months'
         ORDER BY numero FOR UPDATE
    LOOP
        DELETE FROM public.journal_evenement AS e
         WHERE e.lignee = sceau.lignee AND e.transaction_id >= sceau.debut AND e.transaction_id < sceau.fin;
        GET DIAGNOSTICS lot = ROW_COUNT;
        effacees := effacees + lot;
        UPDATE public.journal_sceau SET effacees_le = now() WHERE id = sceau.id;
    END LOOP;
    RETURN effacees;
END $$;
REVOKE ALL ON FUNCTION journal_effacer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_effacer() TO portail_taches;
"""

# The web role adds entries of its own actor, reads back what its transaction has just written, and shows
# a DPO those of its caisse; an administrator sees only what concerns no caisse and no partenaire.
ISOLATION = """
ALTER TABLE journal_evenement ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_evenement FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_evenement_proprietaire ON journal_evenement TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY journal_evenement_taches ON journal_evenement TO portail_taches USING (true) WITH CHECK (true);
CREATE POLICY journal_evenement_web_ajout ON journal_evenement FOR INSERT TO portail_web WITH CHECK (
    (SELECT portail_acteur()) IS NULL OR auteur_id IN ((SELECT portail_acteur()), 0)
);
CREATE POLICY journal_evenement_web_lecture ON journal_evenement FOR SELECT TO portail_web USING (
    transaction_id = (SELECT pg_current_xact_id_if_assigned()::text::bigint)
    OR ((SELECT portail_a_role('dpo')) AND caisse_id = ANY ((SELECT portail_caisses())::bigint[]))
    OR ((SELECT portail_a_role('administrateur')) AND caisse_id IS NULL AND partenaire_id IS NULL)
);

ALTER TABLE journal_sceau ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal_sceau FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_sceau_proprietaire ON journal_sceau TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY journal_sceau_taches ON journal_sceau TO portail_taches USING (true) WITH CHECK (true);
"""

SANS_ISOLATION = """
DROP POLICY journal_sceau_taches ON journal_sceau;
DROP POLICY journal_sceau_proprietaire ON journal_sceau;
ALTER TABLE journal_sceau NO FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_sceau DISABLE ROW LEVEL SECURITY;
DROP POLICY journal_evenement_web_lecture ON journal_evenement;
DROP POLICY journal_evenement_web_ajout ON journal_evenement;
DROP POLICY journal_evenement_taches ON journal_evenement;
DROP POLICY journal_evenement_proprietaire ON journal_evenement;
ALTER TABLE journal_evenement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE journal_evenement DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Append-only, sealed, isolated: held by PostgreSQL itself (RGPD-05, HAB-17)."""

    dependencies = [("journal", "0001_initial"), ("isolation", "0001_fonctions")]

    operations = [
        migrations.RunSQL(DECLENCHEURS, SANS_DECLENCHEURS),
        migrations.RunSQL(EFFACEMENT, "DROP FUNCTION journal_effacer();"),
        migrations.RunSQL(ISOLATION, SANS_ISOLATION),
    ]
