/** The step that adds second factors: as in schema.ts, it never changes. Ids of users have the type that `users` has. */
export const factorSchema = `
      CREATE TABLE factors AS SELECT id AS user_id FROM users WITH NO DATA;
      -- A login changes its row: with room on the page no index is touched.
      ALTER TABLE factors SET (fillfactor = 80);
      ALTER TABLE factors
        ALTER COLUMN user_id SET NOT NULL,
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN id text COLLATE "C" PRIMARY KEY,
        ADD COLUMN kind text COLLATE "C" NOT NULL, -- totp, passkey
        ADD COLUMN name text NOT NULL,
        ADD COLUMN created_at bigint NOT NULL,
        ADD COLUMN last_used_at bigint,
        ADD COLUMN secret text, -- of a totp: sealed
        ADD COLUMN confirmed_at bigint,
        ADD COLUMN last_step bigint, -- the time step of the last accepted code
        ADD COLUMN credential_id bytea UNIQUE, -- of a passkey, as the authenticator gave it
        ADD COLUMN public_key bytea,
        ADD COLUMN algorithm int, -- COSE
        ADD COLUMN counter bigint,
        ADD COLUMN is_backup_eligible boolean,
        ADD COLUMN is_backed_up boolean,
        ADD COLUMN transports text, -- words apart by blanks
        ADD COLUMN aaguid text;
      CREATE INDEX factors_by_user ON factors (user_id);

      -- A code that was used stays, so that a restore of an older backup can refuse it.
      CREATE TABLE recovery_codes AS SELECT id AS user_id FROM users WITH NO DATA;
      ALTER TABLE recovery_codes
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN digest text COLLATE "C" NOT NULL,
        ADD COLUMN used_at bigint,
        ADD PRIMARY KEY (user_id, digest);

      CREATE TABLE factor_accounts AS SELECT id AS user_id FROM users WITH NO DATA;
      ALTER TABLE factor_accounts SET (fillfactor = 50);
      ALTER TABLE factor_accounts
        ADD PRIMARY KEY (user_id),
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN handle bytea, -- the user handle of WebAuthn
        ADD COLUMN failures int NOT NULL DEFAULT 0, -- in a row, however long ago
        ADD COLUMN recent_failures int NOT NULL DEFAULT 0, -- those that delay the next attempt
        ADD COLUMN last_failure_at bigint,
        ADD COLUMN required_since bigint;

      CREATE TABLE factor_attempts (
        token_id text COLLATE "C" PRIMARY KEY, -- of the token that asks for a factor
        attempts int NOT NULL,
        keep_until bigint NOT NULL
      ) WITH (fillfactor = 50);
      CREATE INDEX factor_attempts_by_end ON factor_attempts (keep_until);

      CREATE TABLE trusted_devices AS SELECT id AS user_id FROM users WITH NO DATA;
      ALTER TABLE trusted_devices SET (fillfactor = 80);
      ALTER TABLE trusted_devices
        ALTER COLUMN user_id SET NOT NULL,
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN id text COLLATE "C" PRIMARY KEY,
        ADD COLUMN digest text COLLATE "C" NOT NULL, -- SHA-256 of what the browser holds
        ADD COLUMN address text NOT NULL,
        ADD COLUMN user_agent text NOT NULL,
        ADD COLUMN trusted_at bigint NOT NULL,
        ADD COLUMN last_used_at bigint NOT NULL,
        ADD COLUMN expires_at bigint NOT NULL;
      CREATE INDEX trusted_devices_by_user ON trusted_devices (user_id);
      CREATE INDEX trusted_devices_by_end ON trusted_devices (expires_at);
    `
