/** Rows in every table of a file of SQLite, as many as are asked for, without the cost of hashing passwords. */
import type { Database } from '../stores/sqlite/database.ts'

/** In one transaction. A second call adds accounts behind the first ones. */
export function fillSqlite(db: Pick<Database, 'exec' | 'prepare'>, users: number): void {
  if (users === 0) return
  const first = Number(db.prepare('SELECT coalesce(max(id), 0) + 1 AS first FROM users').get()?.first)
  const numbers = `WITH RECURSIVE numbers (n) AS
    (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${first + users - 1})`
  const few = `${numbers}, few AS (SELECT n FROM numbers WHERE n % 10 = 1)`
  db.exec('BEGIN')
  for (const [into, select] of rows)
    db.exec(`INSERT INTO ${into} ${select.includes('FROM few') ? few : numbers} ${select}`)
  db.exec('COMMIT')
}

const now = 1_795_000_000_000
const day = 20_775

/** In the order of the foreign keys. */
const rows: readonly (readonly [into: string, select: string])[] = [
  [
    'users (id, login, username, email, first_name, is_active, date_joined, password, tokens_not_before)',
    `SELECT n, 'user' || n || '@example.com', '', 'User' || n || '@example.com', 'Zoë 😀 ' || n, n % 7 > 0,
      '2026-11-28T08:00:00.123456Z', 'argon2$argon2id$v=19$m=64,t=1,p=1$' || hex(randomblob(16)), n % 3 FROM numbers`,
  ],
  ['user_agents (text, keep_day)', `SELECT 'agent ' || n, ${day} FROM few LIMIT 100`],
  [
    `sessions (id, sid, user_id, started_at, last_used_at, ended_at, end_reason, current_jti, current_iat, current_exp,
      previous_jti, previous_replaced_at, generation, tokens_until, user_agent_id, authenticated_by, address)`,
    `SELECT (${day} << 32) + n, CASE WHEN n % 11 = 0 THEN CAST(x'01' || 'foreign-' || n AS BLOB) ELSE randomblob(16) END, n, ${now}, ${now},
      CASE WHEN n % 5 = 0 THEN ${now} END, CASE WHEN n % 5 = 0 THEN 'logout' END, randomblob(16), 1795000000, 1795600000,
      CASE WHEN n % 2 = 0 THEN randomblob(16) END, CASE WHEN n % 2 = 0 THEN ${now} END, n % 4, ${now + 900_000},
      (SELECT min(id) FROM user_agents), 'password', '203.0.113.7' FROM numbers`,
  ],
  ['spent_tokens (jti, expires_at)', `SELECT randomblob(16), ${now} + n FROM few`],
  [
    'revocations (kind, subject, at, keep_until)',
    `SELECT 'sid', 'session-' || n, ${now} + n, ${now + 900_000} FROM few`,
  ],
  [
    'audit (at, event, user_id, sid, reason, address, changes)',
    `SELECT ${now} + n, 'user.created', n, NULL, NULL, '203.0.113.7', '{"email":[null,"a"]}' FROM numbers`,
  ],
  ['login_failures (subject, failures, last_at)', `SELECT 'subject-' || n, 2, ${now} FROM few`],
  ['throttle_counters (subject, hits, last_at, keep_until)', `SELECT 'counter-' || n, 1, ${now}, ${now} FROM few`],
  ['refresh_leases (digest, holder, ends_at)', `SELECT 'digest-' || n, 'node', ${now} FROM few`],
  ['throttle_hits (subject, number, at)', `SELECT 'counter-' || n, 1, ${now} FROM few`],
  ['login_addresses (user_id, address, last_at)', `SELECT n, 'address-' || n, ${now} FROM few`],
  ['user_groups (name)', "SELECT 'group ' || n FROM few LIMIT 20"],
  ['group_members (group_id, user_id)', 'SELECT (SELECT min(id) FROM user_groups), n FROM few'],
  ['group_permissions (group_id, permission)', "SELECT (SELECT min(id) FROM user_groups), 'shop.add_' || n FROM few"],
  ['user_permissions (user_id, permission)', "SELECT n, 'shop.view_' || n FROM few"],
  [
    'outbox (kind, user_id, recipient, jti, iat, exp, written_at, due_at)',
    `SELECT 'password_reset', n, 'user' || n || '@example.com', 'jti-' || n, 1795000000, 1795003600, ${now}, ${now} FROM few`,
  ],
  ['email_reverts (jti, user_id, email, changed_at)', `SELECT 'revert-' || n, n, 'old@example.com', ${now} FROM few`],
  [
    'api_keys (id, digest, user_id, name, scopes, created_at)',
    `SELECT 'key-' || n, hex(randomblob(32)), n, 'ci', 'read write', ${now} FROM few`,
  ],
  [
    'social_accounts (provider, subject, user_id, email, linked_at, last_used_at)',
    `SELECT 'google', 'subject-' || n, n, 'user@example.com', ${now}, ${now} FROM few`,
  ],
  ['social_unlinks (provider, subject, user_id, unlinked_at)', `SELECT 'github', 'subject-' || n, n, ${now} FROM few`],
  [
    'factors (id, user_id, kind, name, created_at, secret, confirmed_at, last_step)',
    `SELECT 'totp-' || n, n, 'totp', 'Phone', ${now}, 'sealed', CASE WHEN n % 3 > 0 THEN ${now} END, -1 FROM few`,
  ],
  [
    `factors (id, user_id, kind, name, created_at, last_used_at, credential_id, public_key, algorithm, counter,
      is_backup_eligible, is_backed_up, transports, aaguid)`,
    `SELECT 'passkey-' || n, n, 'passkey', 'Key', ${now}, ${now}, randomblob(32), randomblob(77), -7, n, 1, n % 2, 'usb internal',
      '00000000-0000-0000-0000-000000000000' FROM few`,
  ],
  [
    'recovery_codes (user_id, digest, used_at)',
    `SELECT n, hex(randomblob(32)), CASE WHEN n % 2 = 0 THEN ${now} END FROM few`,
  ],
  [
    'factor_accounts (user_id, handle, failures, recent_failures, last_failure_at, required_since)',
    `SELECT n, randomblob(32), 3, 1, ${now}, ${now} FROM few`,
  ],
  ['factor_attempts (token_id, attempts, keep_until)', `SELECT 'token-' || n, 2, ${now} FROM few`],
  [
    'trusted_devices (id, digest, user_id, address, user_agent, trusted_at, last_used_at, expires_at)',
    `SELECT 'device-' || n, hex(randomblob(32)), n, '203.0.113.7', 'agent', ${now}, ${now}, ${now} FROM few`,
  ],
  ['organizations (id, slug, name, created_at)', `SELECT 'org_' || n, 'shop-' || n, 'Shop', ${now} FROM few`],
  [
    'organization_members (organization_id, user_id, role, joined_at)',
    `SELECT 'org_' || n, n, 'owner', ${now} FROM few`,
  ],
  [
    'organization_invitations (id, organization_id, user_id, email, email_key, role, invited_at, expires_at)',
    `SELECT 'inv_' || n, 'org_' || n, n, 'Ann@example.com', 'ann@example.com', 'member', ${now}, ${now} FROM few`,
  ],
  [
    'adoption_jobs (noted_at, kind, jti, exp, user_id, at)',
    `SELECT ${now}, CASE n % 20 WHEN 1 THEN 'spent' ELSE 'refused-before' END, CASE n % 20 WHEN 1 THEN randomblob(16) END,
      CASE n % 20 WHEN 1 THEN 1795600000 END, CASE n % 20 WHEN 1 THEN NULL ELSE n END, CASE n % 20 WHEN 1 THEN NULL ELSE ${now} END
      FROM few`,
  ],
  [
    'signing_keys (kid, number, algorithm, public_key, sealed, fingerprint, published_at, signs_from, overlap, retired_at)',
    `SELECT 'key-' || n, n, 'ES256', '{}', 'sealed', CASE n % 5 WHEN 1 THEN 'abc' END, ${now}, ${now}, 1000,
      CASE n % 3 WHEN 1 THEN ${now} END FROM few`,
  ],
  [
    'webhook_deliveries (message_id, endpoint, event, body, state, written_at, due_at, finished_at, attempts, last_status, history)',
    `SELECT 'msg_' || n, 'billing', 'user.created', '{}', CASE n % 2 WHEN 1 THEN 'failed' ELSE 'waiting' END, ${now},
      CASE n % 2 WHEN 1 THEN NULL ELSE ${now} END, CASE n % 2 WHEN 1 THEN ${now} END, n % 4, 500, '[]' FROM few`,
  ],
]
