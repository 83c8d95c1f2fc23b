/**
 * The schema, in numbered steps. A step that has been released never changes, not even in its comments: SQLite stores
 * them, and `doctor` compares. Times are milliseconds since 1970 unless a column says seconds; `date_joined` and
 * `last_login` are text, as Django's microseconds do not fit in a Date. `USER_ID` stands for the type of user ids.
 */
import { adoptionSchema } from './adoption-schema.ts'
import { auditSchema } from './audit-schema.ts'
import { factorSchema } from './factor-schema.ts'
import { firstSteps, type Migration } from './first-steps.ts'
import { organizationSchema } from './organization-schema.ts'
import { searchSchema } from './search-schema.ts'

export type { Migration }

/** What packed-id.ts does, in SQL: a function of JavaScript keeps all that it returns until the statement ends. */
const packedJti = (jti: string) => `
  CASE WHEN ${hasLength(jti, 32)} AND ${jti} NOT GLOB '*[^0-9a-f]*' THEN unhex(${jti}) ELSE ${packedText(jti)} END`
const packedSid = (sid: string) => `
  CASE WHEN ${hasLength(sid, 22)} AND ${sid} NOT GLOB '*[^A-Za-z0-9_-]*' AND ${sid} GLOB '*[AQgw]'
    THEN unhex(printf('%06x%06x%06x%06x%06x%02x', ${[1, 5, 9, 13, 17].map(at => sixBits(sid, at, 4)).join(', ')},
      (${sixBits(sid, 21, 2)}) >> 4)) ELSE ${packedText(sid)} END`
/** The characters up to a NUL, and all bytes: without either, a NUL would hide what is behind it. */
const hasLength = (text: string, length: number) => `length(${text}) = ${length} AND octet_length(${text}) = ${length}`
const packedText = (id: string) => `CAST(iif(octet_length(${id}) = 15, x'0200', x'01') || ${id} AS BLOB)`
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sixBits = (text: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const value = `(instr('${alphabet}', substr(${text}, ${from + index}, 1)) - 1)`
    return `(${value} << ${6 * (count - 1 - index)})`
  }).join(' | ')

export const migrations: readonly Migration[] = [
  ...firstSteps,
  {
    number: 13,
    name: 'sessions and spent tokens take half the room',
    sql: `
      -- Most sessions share a few user agents.
      CREATE TABLE user_agents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        text TEXT NOT NULL UNIQUE,
        keep_day INTEGER NOT NULL -- after this day, since 1970, no session has it
      ) STRICT;
      INSERT INTO user_agents (text, keep_day)
        SELECT user_agent, max(max(expires_at, tokens_until) / 86400000) FROM sessions GROUP BY user_agent ORDER BY user_agent;
      CREATE INDEX user_agents_by_day ON user_agents (keep_day);

      -- By the day first: a refresh on a new day moves the row to the end of its day, so those in use lie together, however
      -- many others there are, and so do those that go.
      CREATE TABLE sessions_packed (
        id INTEGER PRIMARY KEY, -- the day since 1970 after which the row may go, 32 bits further left, and a number
        sid BLOB NOT NULL,      -- see packed-id.ts
        user_id USER_ID NOT NULL,
        started_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        ended_at INTEGER,
        end_reason TEXT,
        current_jti BLOB NOT NULL,
        current_iat INTEGER NOT NULL, -- seconds, as in the token
        current_exp INTEGER NOT NULL, -- seconds, as in the token
        previous_jti BLOB,
        previous_replaced_at INTEGER,
        generation INTEGER NOT NULL DEFAULT 0,
        tokens_until INTEGER NOT NULL, -- when the last access token of this session expires
        user_agent_id INTEGER,
        authenticated_by TEXT NOT NULL,
        address TEXT NOT NULL
      ) STRICT;
      -- In the order of the new key, and indexes afterwards: in any other order two million take minutes.
      INSERT INTO sessions_packed
        SELECT (keep_day << 32) + row_number() OVER (ORDER BY keep_day, last_used_at), ${packedSid('sid')}, user_id, started_at,
          last_used_at, ended_at, end_reason, ${packedJti('current_jti')}, current_iat, current_exp,
          ${packedJti('previous_jti')}, previous_replaced_at, generation, tokens_until,
          (SELECT id FROM user_agents WHERE text = user_agent), authenticated_by, address
        FROM (SELECT *, max(expires_at, current_exp * 1000, tokens_until) / 86400000 AS keep_day FROM sessions)
        ORDER BY keep_day, last_used_at;
      DROP TABLE sessions;
      ALTER TABLE sessions_packed RENAME TO sessions;
      -- A refresh changes no index, but once a day.
      CREATE UNIQUE INDEX sessions_by_sid ON sessions (sid);
      CREATE INDEX sessions_by_user ON sessions (user_id);

      CREATE TABLE spent_packed (
        jti BLOB PRIMARY KEY,
        expires_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO spent_packed SELECT ${packedJti('jti')}, expires_at FROM spent_tokens ORDER BY 1;
      DROP TABLE spent_tokens;
      ALTER TABLE spent_packed RENAME TO spent_tokens;
      CREATE INDEX spent_tokens_by_expiry ON spent_tokens (expires_at);
    `,
  },
  {
    number: 14,
    name: 'requests that are counted in the database',
    sql: `
      CREATE TABLE throttle_counters (
        subject TEXT PRIMARY KEY, -- a keyed digest: see throttles/digested-keys.ts
        hits INTEGER NOT NULL,    -- the number of the last one
        last_at INTEGER NOT NULL,
        keep_until INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX throttle_counters_by_end ON throttle_counters (keep_until);
      CREATE TABLE throttle_hits (
        subject TEXT NOT NULL,
        number INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (subject, number)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  { number: 15, name: 'accounts are searched and listed by indexes', sql: searchSchema },
  { number: 16, name: 'audit rows are chained, and listed by indexes', sql: auditSchema },
  {
    number: 17,
    name: 'accounts are listed by every flag',
    sql: `
      CREATE INDEX users_active ON users (id) WHERE is_active = 1;
      CREATE INDEX users_proven ON users (id) WHERE email_verified = 1;
      CREATE INDEX users_unproven ON users (id) WHERE email_verified = 0;
    `,
  },
  { number: 18, name: 'second factors', sql: factorSchema },
  { number: 19, name: 'organizations', sql: organizationSchema },
  {
    number: 20,
    name: 'groups that are roles of the configuration',
    sql: 'ALTER TABLE user_groups ADD COLUMN is_role INTEGER NOT NULL DEFAULT 0',
  },
  { number: 21, name: 'what Django has to hear of', sql: adoptionSchema },
  {
    number: 22,
    name: 'keys that sign tokens',
    sql: `
      CREATE TABLE signing_keys (
        kid TEXT PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE, -- two nodes cannot both make the next one
        algorithm TEXT NOT NULL,
        public_key TEXT,   -- JWK; absent: an HMAC secret
        sealed TEXT,       -- the half that signs: see sealed-key.ts
        fingerprint TEXT,  -- of a key that the settings hold
        published_at INTEGER NOT NULL,
        signs_from INTEGER NOT NULL,
        overlap INTEGER NOT NULL, -- ms
        retired_at INTEGER
      ) STRICT;
    `,
  },
  {
    number: 23,
    name: 'webhooks',
    sql: `
      CREATE TABLE webhook_deliveries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL, -- webhook-id
        endpoint TEXT NOT NULL,   -- its name in the settings
        event TEXT NOT NULL,
        body TEXT NOT NULL,       -- as it is sent and signed
        state TEXT NOT NULL DEFAULT 'waiting', -- waiting, delivered, failed
        written_at INTEGER NOT NULL,
        due_at INTEGER,      -- absent: it is finished
        finished_at INTEGER, -- absent: it waits
        attempts INTEGER NOT NULL DEFAULT 0,
        attempts_before INTEGER NOT NULL DEFAULT 0, -- those before the last replay
        last_status INTEGER, -- of HTTP
        last_reason TEXT,
        history TEXT NOT NULL DEFAULT '[]' -- JSON: the last attempts
      ) STRICT;
      CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint, due_at) WHERE state = 'waiting';
      CREATE INDEX webhook_deliveries_open ON webhook_deliveries (state, id) WHERE state <> 'delivered';
      CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (endpoint, state, finished_at) WHERE finished_at IS NOT NULL;
      CREATE INDEX webhook_deliveries_by_end ON webhook_deliveries (finished_at) WHERE finished_at IS NOT NULL;
    `,
  },
  {
    number: 24,
    name: 'processes share the exchange of a refresh token',
    sql: `
      CREATE TABLE refresh_leases (
        digest TEXT PRIMARY KEY, -- of the token: see flows/share-refresh.ts
        holder TEXT NOT NULL,
        ends_at INTEGER NOT NULL,
        answer TEXT -- sealed, for who has the token; absent: it is being exchanged
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX refresh_leases_by_end ON refresh_leases (ends_at);
    `,
  },
]

/** The number of the latest step. */
export const latestMigration = migrations.at(-1)?.number ?? 0
