/** The step that adds second factors: as in migrations.ts, it never changes. */
export const factorSchema = `
      CREATE TABLE factors (
        id TEXT PRIMARY KEY,
        user_id USER_ID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        kind TEXT NOT NULL, -- totp, passkey
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        secret TEXT, -- of a totp: sealed
        confirmed_at INTEGER,
        last_step INTEGER, -- the time step of the last accepted code
        credential_id BLOB UNIQUE, -- of a passkey, as the authenticator gave it
        public_key BLOB,
        algorithm INTEGER, -- COSE
        counter INTEGER,
        is_backup_eligible INTEGER,
        is_backed_up INTEGER,
        transports TEXT, -- words apart by blanks
        aaguid TEXT
      ) STRICT;
      CREATE INDEX factors_by_user ON factors (user_id);
      -- A code that was used stays, so that a restore of an older backup can refuse it.
      CREATE TABLE recovery_codes (
        user_id USER_ID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        digest TEXT NOT NULL,
        used_at INTEGER,
        PRIMARY KEY (user_id, digest)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE factor_accounts (
        user_id USER_ID PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        handle BLOB, -- the user handle of WebAuthn
        failures INTEGER NOT NULL DEFAULT 0, -- in a row, however long ago
        recent_failures INTEGER NOT NULL DEFAULT 0, -- those that delay the next attempt
        last_failure_at INTEGER,
        required_since INTEGER
      ) STRICT;
      CREATE TABLE factor_attempts (
        token_id TEXT PRIMARY KEY, -- of the token that asks for a factor
        attempts INTEGER NOT NULL,
        keep_until INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX factor_attempts_by_end ON factor_attempts (keep_until);
      CREATE TABLE trusted_devices (
        id TEXT PRIMARY KEY,
        digest TEXT NOT NULL, -- SHA-256 of what the browser holds
        user_id USER_ID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        address TEXT NOT NULL,
        user_agent TEXT NOT NULL,
        trusted_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX trusted_devices_by_user ON trusted_devices (user_id);
      CREATE INDEX trusted_devices_by_end ON trusted_devices (expires_at);
    `
