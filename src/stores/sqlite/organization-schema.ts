/** The step that adds organizations: as in migrations.ts, it never changes. */
export const organizationSchema = `
      CREATE TABLE organizations (
        id TEXT PRIMARY KEY, -- org_ and 32 digits: a slug has no underscore
        slug TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX organizations_by_time ON organizations (created_at, id);
      CREATE TABLE organization_members (
        organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        user_id USER_ID NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        role TEXT NOT NULL, -- a name of the configuration
        joined_at INTEGER NOT NULL,
        PRIMARY KEY (organization_id, user_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX organization_members_by_user ON organization_members (user_id);
      CREATE INDEX organization_members_by_time ON organization_members (organization_id, joined_at, user_id);
      CREATE TABLE organization_invitations (
        id TEXT PRIMARY KEY, -- what the token of its link is named by, whose text is nowhere
        organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        user_id USER_ID NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- who invited
        email TEXT NOT NULL,
        email_key TEXT NOT NULL, -- folded: see users/email.ts
        role TEXT NOT NULL,
        invited_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX organization_invitations_by_organization ON organization_invitations (organization_id, invited_at);
      CREATE INDEX organization_invitations_by_user ON organization_invitations (user_id);
      CREATE INDEX organization_invitations_by_address ON organization_invitations (email_key);
      CREATE INDEX organization_invitations_by_end ON organization_invitations (expires_at);
    `
