/** The step that adds what an adoption notes for Django: as in schema.ts, it never changes. */
export const adoptionSchema = `
      -- Written by triggers that stand there during an adoption: see adoption-triggers.ts.
      CREATE TABLE adoption_jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        noted_at INTEGER NOT NULL,
        kind TEXT NOT NULL, -- spent, refused-before, user
        jti BLOB,           -- of a token that is spent: see packed-id.ts
        exp INTEGER,        -- seconds, as in the token
        user_id USER_ID,
        at INTEGER          -- tokens that were issued up to then are refused
      ) STRICT;
    `
