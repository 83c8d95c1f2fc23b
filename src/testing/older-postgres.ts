/** Databases of PostgreSQL as older versions have left them, for tests of what a start does with them. */

/** Takes back the step that keeps the keys of lists beside the searched texts, and all steps after it. */
export const beforeSearchKeys = `
  DROP TABLE refresh_leases;
  DROP TABLE webhook_deliveries;
  DROP TABLE signing_keys;
  DROP TABLE adoption_jobs;
  DROP FUNCTION latchkey_adoption_notes;
  DROP FUNCTION latchkey_adoption_refuses;
  DROP FUNCTION latchkey_adoption_keeps;
  DROP TRIGGER users_search_keys ON users;
  DROP FUNCTION latchkey_search_keyed;
  CREATE OR REPLACE FUNCTION latchkey_search_added() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format('INSERT INTO %I.user_search (user_id) SELECT id FROM added ON CONFLICT DO NOTHING', TG_TABLE_SCHEMA);
    RETURN NULL;
  END $$;
  ALTER FUNCTION latchkey_grams PARALLEL SAFE;
  ALTER TABLE user_search DROP COLUMN login, DROP COLUMN date_joined, DROP COLUMN last_login, DROP COLUMN is_active,
    DROP COLUMN is_staff, DROP COLUMN is_superuser, DROP COLUMN email_verified, RESET (fillfactor);
  DELETE FROM latchkey_migrations WHERE number >= 7;
  DELETE FROM facts WHERE name IN ('schema_digest', 'search_keys')`
