/**
 * The step that adds the search index and the indexes of lists: as in migrations.ts, it never changes. What the triggers
 * call is plain SQL, so that any program can write to users; the index of trigrams itself is written by Latchkey.
 */
export const searchSchema = `
      -- What a search compares: see users/search-text.ts. A row is stale where its account is new, was renamed or is gone.
      CREATE TABLE user_search (
        number INTEGER PRIMARY KEY,
        user_id USER_ID NOT NULL UNIQUE,
        text TEXT, -- as the index has it; absent: not yet
        is_stale INTEGER NOT NULL DEFAULT 1
      ) STRICT;
      CREATE INDEX user_search_stale ON user_search (number) WHERE is_stale = 1;
      INSERT INTO user_search (user_id) SELECT id FROM users;
      CREATE VIRTUAL TABLE user_search_grams USING fts5(
        text, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');

      CREATE TRIGGER users_search_insert AFTER INSERT ON users
      BEGIN INSERT INTO user_search (user_id) VALUES (NEW.id) ON CONFLICT (user_id) DO UPDATE SET is_stale = 1; END;
      CREATE TRIGGER users_search_update AFTER UPDATE OF email, username, first_name, last_name ON users
      WHEN OLD.email <> NEW.email OR OLD.username <> NEW.username
        OR OLD.first_name <> NEW.first_name OR OLD.last_name <> NEW.last_name
      BEGIN UPDATE user_search SET is_stale = 1 WHERE user_id = NEW.id; END;
      CREATE TRIGGER users_search_delete AFTER DELETE ON users
      BEGIN UPDATE user_search SET is_stale = 1 WHERE user_id = OLD.id; END;

      -- In text a moment without its Z: 12:00:59 comes before 12:00:59.5.
      CREATE INDEX users_by_joining ON users (rtrim(date_joined, 'Z'), id);
      CREATE INDEX users_by_last_login ON users (rtrim(coalesce(last_login, ''), 'Z'), id);
      CREATE INDEX users_superusers ON users (id) WHERE is_superuser = 1;
      CREATE INDEX users_staff ON users (id) WHERE is_staff = 1;
      CREATE INDEX users_inactive ON users (id) WHERE is_active = 0;
    `
