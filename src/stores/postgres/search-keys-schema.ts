/**
 * The step that keeps beside the searched texts what lists are ordered and filtered by: as in schema.ts, it never changes.
 * A search of many accounts then reads one row of each, and not also the row of `users`, which is three times as long.
 */
export const searchKeysSchema = `
      -- Absent until search-keys.ts has filled them in: a row that is older than this step.
      ALTER TABLE user_search
        ADD COLUMN login text COLLATE "C",
        ADD COLUMN date_joined text COLLATE "C",
        ADD COLUMN last_login text COLLATE "C",
        ADD COLUMN is_active boolean,
        ADD COLUMN is_staff boolean,
        ADD COLUMN is_superuser boolean,
        ADD COLUMN email_verified boolean,
        -- A login changes its row: with room on the page no index is touched, least of all that of the texts.
        SET (fillfactor = 90);

      -- A search is answered by one process of the server, beside others that serve logins.
      ALTER FUNCTION latchkey_grams PARALLEL UNSAFE;

      CREATE OR REPLACE FUNCTION latchkey_search_added() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('INSERT INTO %I.user_search
            (user_id, login, date_joined, last_login, is_active, is_staff, is_superuser, email_verified)
          SELECT id, login, date_joined, last_login, is_active, is_staff, is_superuser, email_verified
          FROM added ON CONFLICT DO NOTHING', TG_TABLE_SCHEMA);
        RETURN NULL;
      END $$;
      CREATE FUNCTION latchkey_search_keyed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('UPDATE %I.user_search SET login = $2, date_joined = $3, last_login = $4, is_active = $5,
            is_staff = $6, is_superuser = $7, email_verified = $8 WHERE user_id = $1', TG_TABLE_SCHEMA)
          USING NEW.id, NEW.login, NEW.date_joined, NEW.last_login, NEW.is_active, NEW.is_staff, NEW.is_superuser,
            NEW.email_verified;
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_search_keys AFTER UPDATE OF login, date_joined, last_login, is_active, is_staff, is_superuser,
          email_verified ON users FOR EACH ROW
        WHEN ((OLD.login, OLD.date_joined, OLD.last_login, OLD.is_active, OLD.is_staff, OLD.is_superuser, OLD.email_verified)
          IS DISTINCT FROM (NEW.login, NEW.date_joined, NEW.last_login, NEW.is_active, NEW.is_staff, NEW.is_superuser,
            NEW.email_verified))
        EXECUTE FUNCTION latchkey_search_keyed();
      INSERT INTO facts (name, value) SELECT 'search_keys', 'filled' WHERE NOT EXISTS (SELECT FROM users);
    `
