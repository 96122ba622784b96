-- The portal's three roles and its database. Run by psql as a superuser, on the "postgres" database;
-- safe to run again. Used by the private servers and by docker-compose.yml.
--
-- portail_proprietaire  owns the schema: migrations, backups, purge functions
-- portail_web           what a request may do; owns nothing, subject to row-level security
-- portail_taches        what a worker may do; the same limits
--
-- Variables: creation_bases=oui lets the owner create databases (tests); base (default portail).
-- Environment: MOT_DE_PASSE_PROPRIETAIRE, MOT_DE_PASSE_WEB, MOT_DE_PASSE_TACHES (none on a private socket).
\set ON_ERROR_STOP on
\if :{?base}
\else
  \set base portail
\endif
\getenv secret_proprietaire MOT_DE_PASSE_PROPRIETAIRE
\getenv secret_web MOT_DE_PASSE_WEB
\getenv secret_taches MOT_DE_PASSE_TACHES

SELECT format('CREATE ROLE %I LOGIN', name)
  FROM (VALUES ('portail_proprietaire'), ('portail_web'), ('portail_taches')) AS wanted (name)
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)
\gexec

ALTER ROLE portail_proprietaire LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portail_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE portail_taches LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

\if :{?creation_bases}
  ALTER ROLE portail_proprietaire CREATEDB;
\endif
\if :{?secret_proprietaire}
  ALTER ROLE portail_proprietaire PASSWORD :'secret_proprietaire';
\endif
\if :{?secret_web}
  ALTER ROLE portail_web PASSWORD :'secret_web';
\endif
\if :{?secret_taches}
  ALTER ROLE portail_taches PASSWORD :'secret_taches';
\endif

-- The owner may take the part of either, which is how tests run the code under its real role.
GRANT portail_web, portail_taches TO portail_proprietaire;

SELECT format('CREATE DATABASE %I OWNER portail_proprietaire ENCODING %L LOCALE %L TEMPLATE template0',
              :'base', 'UTF8', 'C.UTF-8')
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'base')
\gexec

REVOKE ALL ON DATABASE :"base" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"base" TO portail_web, portail_taches;
