/** The first twelve steps of the schema: see schema.ts. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
}

export const firstSteps: readonly Migration[] = [
  {
    number: 1,
    name: 'users, sessions, spent tokens, revocations, audit',
    sql: `
      CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: a token of a deleted user must not open another's
        login TEXT NOT NULL UNIQUE,           -- what a login is looked up by: see login-keys.ts
        username TEXT NOT NULL DEFAULT '',
        email TEXT NOT NULL DEFAULT '',
        first_name TEXT NOT NULL DEFAULT '',
        last_name TEXT NOT NULL DEFAULT '',
        is_active INTEGER NOT NULL DEFAULT 1,
        is_staff INTEGER NOT NULL DEFAULT 0,
        is_superuser INTEGER NOT NULL DEFAULT 0,
        date_joined TEXT NOT NULL,
        last_login TEXT,
        password TEXT NOT NULL,
        tokens_not_before INTEGER NOT NULL DEFAULT 0 -- foreign refresh tokens issued up to here are refused
      ) STRICT;

      CREATE TABLE sessions (
        sid TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL,
        started_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        ended_at INTEGER,
        end_reason TEXT,
        current_jti TEXT NOT NULL,
        current_iat INTEGER NOT NULL, -- seconds, as in the token
        current_exp INTEGER NOT NULL, -- seconds, as in the token
        previous_jti TEXT,
        previous_replaced_at INTEGER,
        generation INTEGER NOT NULL DEFAULT 0,
        tokens_until INTEGER NOT NULL, -- when the last access token of this session expires
        authenticated_by TEXT NOT NULL,
        address TEXT NOT NULL,
        user_agent TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX sessions_by_user ON sessions (user_id);
      CREATE INDEX sessions_by_expiry ON sessions (expires_at);

      CREATE TABLE spent_tokens (
        jti TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires_at);

      CREATE TABLE revocations (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        at INTEGER NOT NULL,
        keep_until INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        event TEXT NOT NULL,
        user_id INTEGER,
        sid TEXT,
        reason TEXT
      ) STRICT;

      CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 2,
    name: 'failed logins and known addresses',
    sql: `
      -- Subjects, accounts and addresses are keyed digests: see flows/attempt-login.ts.
      CREATE TABLE login_failures (
        subject TEXT PRIMARY KEY,
        failures INTEGER NOT NULL,
        last_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX login_failures_by_time ON login_failures (last_at);

      CREATE TABLE login_addresses (
        account TEXT NOT NULL,
        address TEXT NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (account, address)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 3,
    name: 'audit rows know their request, and never change',
    sql: `
      ALTER TABLE audit ADD COLUMN address TEXT;
      ALTER TABLE audit ADD COLUMN trace TEXT;
      ALTER TABLE audit ADD COLUMN code TEXT; -- of the problem, where a request was refused
      CREATE INDEX audit_by_trace ON audit (trace) WHERE trace IS NOT NULL;
      CREATE INDEX audit_by_session ON audit (sid) WHERE sid IS NOT NULL;
      CREATE INDEX audit_by_time ON audit (at);

      CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
      BEGIN SELECT raise(ABORT, 'audit rows never change'); END;
      -- The one exception is retention, which says first how far it goes: see audit.ts.
      CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
      WHEN OLD.at >= coalesce((SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'audit_kept_from'), 0)
      BEGIN SELECT raise(ABORT, 'audit rows are kept'); END;
    `,
  },
  {
    number: 4,
    name: 'groups and permissions',
    sql: `
      CREATE TABLE user_groups (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE) STRICT;

      CREATE TABLE group_members (
        group_id INTEGER NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        PRIMARY KEY (group_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX group_members_by_user ON group_members (user_id);

      -- A permission is a word, in Django's form app_label.codename: shop.add_product.
      CREATE TABLE group_permissions (
        group_id INTEGER NOT NULL REFERENCES user_groups (id) ON DELETE CASCADE,
        permission TEXT NOT NULL,
        PRIMARY KEY (group_id, permission)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE user_permissions (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        permission TEXT NOT NULL,
        PRIMARY KEY (user_id, permission)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 5,
    name: 'verified addresses, and mails that wait to be sent',
    sql: `
      ALTER TABLE users ADD COLUMN email_verified INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX users_by_email ON users (lower(email));

      CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        user_id ANY,              -- absent: whichever accounts have the address when it is sent
        recipient TEXT NOT NULL,
        jti TEXT,                 -- what the token of the link is minted from; its text is nowhere
        iat INTEGER,              -- seconds, as in the token
        exp INTEGER,              -- seconds, as in the token
        written_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,  -- nobody takes it before
        attempts INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX outbox_by_time ON outbox (due_at);
    `,
  },
  {
    number: 6,
    name: 'API keys',
    sql: `
      CREATE TABLE api_keys (
        id TEXT PRIMARY KEY,
        digest TEXT NOT NULL, -- SHA-256 of the key's text: whoever reads the table can use none
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL, -- words apart by blanks
        created_at INTEGER NOT NULL,
        expires_at INTEGER,
        last_used_at INTEGER,
        revoked_at INTEGER
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX api_keys_by_user ON api_keys (user_id);
    `,
  },
  {
    number: 7,
    name: 'accounts of other providers',
    sql: `
      CREATE TABLE social_accounts (
        provider TEXT NOT NULL, -- the name that the settings give it
        subject TEXT NOT NULL,  -- the provider's own id of the account
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        email TEXT NOT NULL,    -- as the provider named it last; nobody is found by it
        linked_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        PRIMARY KEY (provider, subject),
        UNIQUE (user_id, provider)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 8,
    name: 'audit rows know who acted and what changed',
    sql: `
      ALTER TABLE audit ADD COLUMN actor TEXT;   -- a user's id, or cli:<user of the machine>; absent: the owner
      ALTER TABLE audit ADD COLUMN changes TEXT; -- JSON: {"member": [old, new]}
    `,
  },
  {
    number: 9,
    name: 'revocations are found by subject and by expiry',
    sql: `
      CREATE INDEX revocations_by_subject ON revocations (kind, subject);
      CREATE INDEX revocations_by_expiry ON revocations (keep_until);
    `,
  },
  {
    number: 10,
    name: 'audit rows are not replaced, and retention does not look ahead',
    sql: `
      -- REPLACE deletes the row that is there without a DELETE trigger. A row without an id is -1 here.
      CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
      WHEN NEW.id > 0 AND EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
      BEGIN SELECT raise(ABORT, 'audit rows never change'); END;
      -- Of the future, it would let go of rows that are not written yet.
      CREATE TRIGGER audit_retention_begins BEFORE INSERT ON facts
      WHEN NEW.name = 'audit_kept_from' AND CAST(NEW.value AS INTEGER) > CAST(strftime('%s', 'now') AS INTEGER) * 1000 + 999
      BEGIN SELECT raise(ABORT, 'audit rows are kept'); END;
      CREATE TRIGGER audit_retention_moves BEFORE UPDATE ON facts
      WHEN NEW.name = 'audit_kept_from' AND CAST(NEW.value AS INTEGER) > CAST(strftime('%s', 'now') AS INTEGER) * 1000 + 999
      BEGIN SELECT raise(ABORT, 'audit rows are kept'); END;
    `,
  },
  {
    number: 11,
    name: 'whose an account is, and one open link of a kind',
    sql: `
      -- When the owner of the address took the account for themselves: see transactions/unproven.ts. Absent: what is in
      -- it may be an impostor's. Resets by mail from before this step count, and accounts that have no password.
      ALTER TABLE users ADD COLUMN owner_proven_at INTEGER;
      UPDATE users SET owner_proven_at = 0 WHERE email_verified = 1 AND password LIKE '!%';
      UPDATE users SET owner_proven_at = proof.reset_at FROM (
        SELECT user_id AS owner, max(at) FILTER (WHERE event = 'password.changed') AS reset_at,
               max(at) FILTER (WHERE event = 'email.changed') AS moved_at
        FROM audit WHERE (event = 'password.changed' AND reason = 'mail') OR event = 'email.changed' GROUP BY user_id
      ) AS proof
      WHERE users.id = proof.owner AND email_verified = 1 AND reset_at > coalesce(moved_at, 0);

      -- The id of the newest link of that kind: an older one does nothing.
      ALTER TABLE users ADD COLUMN email_change_jti TEXT;
      ALTER TABLE users ADD COLUMN password_reset_jti TEXT;
    `,
  },
  {
    number: 12,
    name: 'known addresses of a user, providers that were unlinked, addresses that can come back',
    sql: `
      -- They hung on the login name before, which others can have had: every user begins anew.
      DROP TABLE login_addresses;
      CREATE TABLE login_addresses (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        address TEXT NOT NULL, -- a keyed digest: see flows/attempt-login.ts
        last_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, address)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE social_unlinks (
        provider TEXT NOT NULL,
        subject TEXT NOT NULL, -- the provider's own id of the account
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        unlinked_at INTEGER NOT NULL,
        PRIMARY KEY (provider, subject)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE email_reverts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        jti TEXT NOT NULL UNIQUE, -- of the token in the mail to the old address
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        email TEXT NOT NULL,      -- the old address
        changed_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX email_reverts_by_user ON email_reverts (user_id);

      CREATE INDEX social_unlinks_by_user ON social_unlinks (user_id);
    `,
  },
]
