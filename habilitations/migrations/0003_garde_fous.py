from django.db import migrations

from espace_partenaires.isolation.operations import ActiverIsolation

# The figures of S1u 2.2.1, equal to ``habilitations.rules.quotas`` (a test compares them).
QUOTA = """
CREATE FUNCTION habilitations_quota(p_profil text, p_effectif integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE p_profil
    WHEN 'gestionnaire' THEN
      CASE WHEN p_effectif < 1 THEN 0 WHEN p_effectif <= 10 THEN 2 WHEN p_effectif <= 25 THEN 3
           WHEN p_effectif > 25 THEN 5 ELSE 0 END
    WHEN 'technicien' THEN
      CASE WHEN p_effectif < 1 THEN 0 WHEN p_effectif <= 10 THEN 5 WHEN p_effectif <= 25 THEN 15
           WHEN p_effectif > 25 THEN 25 ELSE 0 END
    ELSE 0
  END
$$;
"""

# In force by its own dates: ``ConventionQuerySet._par_elles_memes``, for the trigger (a test compares them).
DATEE = """
CREATE FUNCTION habilitations_convention_datee(p_convention bigint, p_le date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1
    FROM conventions_convention c
    CROSS JOIN LATERAL (
      SELECT CASE WHEN bool_and(p.signee_le IS NOT NULL) THEN max(p.signee_le) END AS debut
      FROM conventions_partie p WHERE p.convention_id = c.id
    ) signature
    CROSS JOIN LATERAL (
      SELECT min(e.effet_le) FILTER (WHERE e.nature IN ('resiliation', 'refus_de_reconduction')) AS decidee,
             (count(*) FILTER (WHERE e.nature = 'renouvellement'))::integer AS renouvellements
      FROM conventions_evenementconvention e WHERE e.convention_id = c.id
    ) fin
    CROSS JOIN LATERAL (
      SELECT conventions_dernier_jour(signature.debut, c.duree_mois * (1 + fin.renouvellements)) AS terme
    ) duree
    WHERE c.id = p_convention
      AND c.etat <> 'abandonnee'
      AND signature.debut <= p_le
      AND (fin.decidee IS NULL OR fin.decidee >= p_le)
      -- An express renewal without a duration has no term at all: fail closed.
      AND (c.reconduction <> 'expresse' OR duree.terme >= p_le)
  )
$$;
"""

EFFECTIF = """
CREATE FUNCTION habilitations_effectif(p_partenaire bigint, p_le date) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(c.effectif_declare)
  FROM conventions_partie p
  JOIN conventions_convention c ON c.id = p.convention_id
  JOIN conventions_convention m ON m.id = c.parente_id AND m.nature = 'metier'
  WHERE p.partenaire_id = p_partenaire
    AND c.nature = 'utilisation'
    AND habilitations_convention_datee(c.id, p_le)
    AND habilitations_convention_datee(m.id, p_le)
    AND NOT EXISTS (
      SELECT 1 FROM conventions_partie signataire
      WHERE signataire.convention_id = c.id
        AND signataire.partenaire_id IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM conventions_partie tronc
          WHERE tronc.convention_id = m.id
            AND (tronc.partenaire_id = signataire.partenaire_id
                 OR EXISTS (SELECT 1 FROM conventions_adhesion a
                            WHERE a.tete_id = tronc.partenaire_id
                              AND a.membre_id = signataire.partenaire_id
                              AND a.periode @> p_le))
        )
    )
$$;
"""

OCCUPE = """
CREATE FUNCTION habilitations_occupe(p_etat text, p_expire timestamptz) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT p_etat = 'active' OR (p_etat = 'invitee' AND p_expire > now())
$$;
"""

# Deferred: it judges the row as the transaction leaves it. The lock makes two transactions that never
# heard of our services count one after the other; FOR NO KEY UPDATE, since both already hold the
# partenaire's key by their foreign key and would otherwise wait for each other for ever.
VERIFIER = """
CREATE FUNCTION habilitations_verifier_quota() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  finale habilitations_habilitation%ROWTYPE;
  occupees integer;
  maximum integer;
BEGIN
  SELECT * INTO finale FROM habilitations_habilitation WHERE id = NEW.id;
  IF NOT FOUND OR NOT habilitations_occupe(finale.etat, finale.invitation_expire_le) THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' AND habilitations_occupe(OLD.etat, OLD.invitation_expire_le)
     AND OLD.partenaire_id = NEW.partenaire_id AND OLD.profil = NEW.profil THEN
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'Un compte ne se crée pas dans une transaction qui ne voit pas les autres.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'habilitations_quota';
  END IF;
  PERFORM 1 FROM conventions_partenaire WHERE id = finale.partenaire_id FOR NO KEY UPDATE;
  SELECT count(*) INTO occupees FROM habilitations_habilitation h
    WHERE h.partenaire_id = finale.partenaire_id AND h.profil = finale.profil
      AND habilitations_occupe(h.etat, h.invitation_expire_le);
  maximum := habilitations_quota(
    finale.profil, habilitations_effectif(finale.partenaire_id, (now() AT TIME ZONE 'Europe/Paris')::date));
  IF occupees > maximum THEN
    RAISE EXCEPTION 'Le nombre de comptes « % » de ce partenaire est limité à % (convention d’utilisation, article 2.2.1).',
      finale.profil, maximum
      USING ERRCODE = 'check_violation', CONSTRAINT = 'habilitations_quota';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER habilitations_quota
  AFTER INSERT OR UPDATE OF etat, invitation_expire_le, partenaire_id, profil ON habilitations_habilitation
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION habilitations_verifier_quota();
"""

# A key over both columns rather than a trigger: true for both tables, under concurrency too.
PROFIL = """
ALTER TABLE comptes_utilisateur ADD CONSTRAINT comptes_utilisateur_et_profil UNIQUE (id, profil);
ALTER TABLE habilitations_habilitation ADD CONSTRAINT habilitations_profil_du_compte
  FOREIGN KEY (utilisateur_id, profil) REFERENCES comptes_utilisateur (id, profil)
  DEFERRABLE INITIALLY DEFERRED;
"""

DEFAIRE = """
ALTER TABLE habilitations_habilitation DROP CONSTRAINT habilitations_profil_du_compte;
ALTER TABLE comptes_utilisateur DROP CONSTRAINT comptes_utilisateur_et_profil;
DROP TRIGGER habilitations_quota ON habilitations_habilitation;
DROP FUNCTION habilitations_verifier_quota();
DROP FUNCTION habilitations_occupe(text, timestamptz);
DROP FUNCTION habilitations_effectif(bigint, date);
DROP FUNCTION habilitations_convention_datee(bigint, date);
DROP FUNCTION habilitations_quota(text, integer);
"""

SOI_MEME = "utilisateur_id = (SELECT portail_acteur())"
SA_STRUCTURE = """
    (SELECT portail_profil()) IN ('gestionnaire', 'technicien')
    AND partenaire_id = (SELECT portail_partenaire())
"""
SA_CAISSE = """
    (SELECT portail_profil()) = 'agent'
    AND (SELECT portail_a_role('instructeur', 'gestionnaire_conventions', 'superviseur', 'dpo'))
    AND EXISTS (
      SELECT 1 FROM conventions_partie structure
      JOIN conventions_partie organisme ON organisme.convention_id = structure.convention_id
      WHERE structure.partenaire_id = {table}.partenaire_id
        AND organisme.caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    )
"""


def _sa_caisse(table: str) -> str:
    return SA_CAISSE.replace("{table}", table)


UN_AGENT = """
    caisse_id = ANY ((SELECT portail_caisses())::bigint[])
    OR (SELECT portail_profil()) = 'administrateur'
"""


class Migration(migrations.Migration):
    """What the database itself refuses (HAB-01, HAB-03), and who sees which row (HAB-17)."""

    dependencies = [
        ("habilitations", "0002_exceptions"),
        ("conventions", "0003_dernier_jour"),
        ("comptes", "0001_initial"),
        ("isolation", "0001_fonctions"),
    ]

    operations = [
        migrations.RunSQL(QUOTA + DATEE + EFFECTIF + OCCUPE + VERIFIER + PROFIL, DEFAIRE),
        ActiverIsolation(
            table="habilitations_habilitation",
            condition=f"({SOI_MEME}) OR ({SA_STRUCTURE}) OR ({_sa_caisse('habilitations_habilitation')})",
        ),
        ActiverIsolation(
            table="habilitations_exceptioncourriel",
            condition=f"({SA_STRUCTURE}) OR ({_sa_caisse('habilitations_exceptioncourriel')})",
        ),
        ActiverIsolation(table="habilitations_agent", condition=f"({SOI_MEME}) OR ({UN_AGENT})"),
    ]
