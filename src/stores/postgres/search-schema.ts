/**
 * The step that adds the search index and the indexes of lists: as in schema.ts, it never changes. Tables are found by the
 * schema of `users`, as the search path of another program may have others first.
 */
export const searchSchema = `
      -- What a search compares: see users/search-text.ts. A row is stale where its account is new or was renamed.
      CREATE TABLE user_search AS SELECT id AS user_id FROM users WITH NO DATA;
      ALTER TABLE user_search
        ADD PRIMARY KEY (user_id),
        ADD COLUMN is_stale boolean NOT NULL DEFAULT true,
        ADD COLUMN text text COLLATE "C";
      CREATE INDEX user_search_stale ON user_search (user_id) WHERE is_stale;

      -- Every run of three characters. Without an extension: pg_trgm may be missing, and folds by the locale.
      CREATE FUNCTION latchkey_grams(text text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
      DECLARE grams text[];
      BEGIN
        FOR i IN 1..length(text) - 2 LOOP grams[i] := substr(text, i, 3); END LOOP;
        RETURN grams;
      END $$;
      -- A small list of what waits to be sorted in: a search reads all of it.
      CREATE INDEX user_search_grams ON user_search USING gin (latchkey_grams(text)) WITH (gin_pending_list_limit = 512);

      CREATE FUNCTION latchkey_search_added() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('INSERT INTO %I.user_search (user_id) SELECT id FROM added ON CONFLICT DO NOTHING', TG_TABLE_SCHEMA);
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_search_insert AFTER INSERT ON users REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION latchkey_search_added();
      CREATE FUNCTION latchkey_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('UPDATE %I.user_search SET is_stale = true WHERE user_id = $1', TG_TABLE_SCHEMA) USING NEW.id;
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_search_update AFTER UPDATE OF email, username, first_name, last_name ON users FOR EACH ROW
        WHEN ((OLD.email, OLD.username, OLD.first_name, OLD.last_name)
          IS DISTINCT FROM (NEW.email, NEW.username, NEW.first_name, NEW.last_name))
        EXECUTE FUNCTION latchkey_search_changed();
      CREATE FUNCTION latchkey_search_gone() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        EXECUTE format('DELETE FROM %I.user_search WHERE user_id IN (SELECT id FROM gone)', TG_TABLE_SCHEMA);
        RETURN NULL;
      END $$;
      CREATE TRIGGER users_search_delete AFTER DELETE ON users REFERENCING OLD TABLE AS gone
        FOR EACH STATEMENT EXECUTE FUNCTION latchkey_search_gone();
    `
