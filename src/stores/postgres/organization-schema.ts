/** The step that adds organizations: as in schema.ts, it never changes. Ids of users have the type that `users` has. */
export const organizationSchema = `
      CREATE TABLE organizations (
        id text COLLATE "C" PRIMARY KEY, -- org_ and 32 digits: a slug has no underscore
        slug text COLLATE "C" NOT NULL UNIQUE,
        name text NOT NULL,
        created_at bigint NOT NULL
      );
      CREATE INDEX organizations_by_time ON organizations (created_at, id);

      CREATE TABLE organization_members AS SELECT id AS user_id FROM users WITH NO DATA;
      ALTER TABLE organization_members
        ADD COLUMN organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN role text COLLATE "C" NOT NULL, -- a name of the configuration
        ADD COLUMN joined_at bigint NOT NULL,
        ADD PRIMARY KEY (organization_id, user_id);
      CREATE INDEX organization_members_by_user ON organization_members (user_id);
      CREATE INDEX organization_members_by_time ON organization_members (organization_id, joined_at, user_id);

      CREATE TABLE organization_invitations AS SELECT id AS user_id FROM users WITH NO DATA; -- who invited
      ALTER TABLE organization_invitations
        ALTER COLUMN user_id SET NOT NULL,
        ADD COLUMN id text COLLATE "C" PRIMARY KEY, -- what the token of its link is named by, whose text is nowhere
        ADD COLUMN organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
        ADD FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
        ADD COLUMN email text NOT NULL,
        ADD COLUMN email_key text COLLATE "C" NOT NULL, -- folded: see users/email.ts
        ADD COLUMN role text COLLATE "C" NOT NULL,
        ADD COLUMN invited_at bigint NOT NULL,
        ADD COLUMN expires_at bigint NOT NULL;
      CREATE INDEX organization_invitations_by_organization ON organization_invitations (organization_id, invited_at);
      CREATE INDEX organization_invitations_by_user ON organization_invitations (user_id);
      CREATE INDEX organization_invitations_by_address ON organization_invitations (email_key);
      CREATE INDEX organization_invitations_by_end ON organization_invitations (expires_at);
    `
