from django.db import migrations

# As ``ConventionQuerySet._par_elles_memes`` says it (a test compares them): the term is the last one that a
# renewal or an avenant fixed; the day is that of the convention's caisses.
DATEE = """
CREATE OR REPLACE FUNCTION habilitations_convention_datee(p_convention bigint, p_le date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT 1
    FROM conventions_convention c
    CROSS JOIN LATERAL (
      SELECT CASE WHEN bool_and(p.signee_le IS NOT NULL) THEN max(p.signee_le) END AS debut
      FROM conventions_partie p WHERE p.convention_id = c.id
    ) signature
    CROSS JOIN LATERAL (
      SELECT min(e.effet_le) FILTER (WHERE e.nature IN ('resiliation', 'refus_de_reconduction')) AS decidee
      FROM conventions_evenementconvention e WHERE e.convention_id = c.id
    ) fin
    LEFT JOIN LATERAL (
      SELECT e.terme_le AS fixe FROM conventions_evenementconvention e
      WHERE e.convention_id = c.id AND e.terme_le IS NOT NULL
      ORDER BY e.consigne_le DESC, e.id DESC LIMIT 1
    ) terme ON true
    WHERE c.id = p_convention
      AND c.etat <> 'abandonnee'
      AND signature.debut <= p_le
      AND (fin.decidee IS NULL OR fin.decidee >= p_le)
      -- An express renewal without a duration has no term at all: fail closed.
      AND (
        c.reconduction <> 'expresse'
        OR coalesce(terme.fixe, conventions_dernier_jour(signature.debut, c.duree_mois)) >= p_le
      )
  )
$$;
"""
EFFECTIF_A = """
CREATE FUNCTION habilitations_effectif_a(p_partenaire bigint, p_instant timestamptz) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(c.effectif_declare)
  FROM conventions_partie p
  JOIN conventions_convention c ON c.id = p.convention_id
  JOIN conventions_convention m ON m.id = c.parente_id AND m.nature = 'metier'
  CROSS JOIN LATERAL (SELECT conventions_jour(c.id, p_instant) AS le) jour
  CROSS JOIN LATERAL (SELECT conventions_jour(m.id, p_instant) AS le) jour_metier
  WHERE p.partenaire_id = p_partenaire
    AND c.nature = 'utilisation'
    AND habilitations_convention_datee(c.id, jour.le)
    AND habilitations_convention_datee(m.id, jour_metier.le)
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
                              AND a.periode @> jour.le))
        )
    )
$$;
"""


def _verificateur(effectif: str) -> str:
    """Return the trigger's function, with the expression that counts the members."""
    return f"""
CREATE OR REPLACE FUNCTION habilitations_verifier_quota() RETURNS trigger
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
  maximum := habilitations_quota(finale.profil, {effectif});
  IF occupees > maximum THEN
    RAISE EXCEPTION 'Le nombre de comptes « % » de ce partenaire est limité à % (convention d’utilisation, article 2.2.1).',
      finale.profil, maximum
      USING ERRCODE = 'check_violation', CONSTRAINT = 'habilitations_quota';
  END IF;
  RETURN NULL;
END
$$;
"""


A_PARIS = "habilitations_effectif(finale.partenaire_id, (now() AT TIME ZONE 'Europe/Paris')::date)"
A_LA_CAISSE = "habilitations_effectif_a(finale.partenaire_id, now())"


class Migration(migrations.Migration):
    """The quota is read on the day of the caisse, with the terms that renewals and avenants fixed (HAB-03)."""

    dependencies = [("habilitations", "0004_portee_signee"), ("conventions", "0008_portees")]

    operations = [
        # No renewal could be recorded before: the former body needs not come back.
        migrations.RunSQL(DATEE, migrations.RunSQL.noop),
        migrations.RunSQL(
            EFFECTIF_A + _verificateur(A_LA_CAISSE),
            _verificateur(A_PARIS) + "DROP FUNCTION habilitations_effectif_a(bigint, timestamptz);",
        ),
    ]
