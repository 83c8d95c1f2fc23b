/**
 * Latchkey's own tables: where a column of PostgreSQL has another name or another form than in SQLite. What is not named
 * here is copied by its name, so that a column that a migration adds to both needs no row.
 */
import { createHash } from 'node:crypto'
import { packAddress } from '../postgres/packed-address.ts'
import { keyOfPacked } from '../postgres/session-key.ts'
import { type IdPacking, sessionIds, tokenIds } from '../rows/packed-id.ts'
import type { SourceValue } from '../rows/promoted-table.ts'
import { dashed } from './values.ts'

export interface ColumnRule {
  /** The column in SQLite, where its name is another. */
  readonly from?: string
  /** In place of the conversion by the type. */
  readonly convert?: (value: Exclude<SourceValue, null>) => string | null
}

export interface TableRule {
  readonly columns?: Readonly<Record<string, ColumnRule>>
  /** Columns of PostgreSQL that get their default. */
  readonly ownOfTarget?: readonly string[]
  /** Columns of SQLite that are in others. */
  readonly ownOfSource?: readonly string[]
  /** The key of PostgreSQL is unique in SQLite, where another is the primary one. */
  readonly hasOtherKey?: true
  readonly without?: string
  readonly parked?: string
}

/** Facts about a database, rather than about what is in it. */
const factsOfOne = [
  'schema_digest',
  'promotion',
  'written_by',
  'housekeeping_lease',
  'search_keys',
  'adopting',
  'revocation_epoch',
]

const hex = (bytes: Uint8Array) => `\\x${Buffer.from(bytes).toString('hex')}`
const bytesOf = (value: SourceValue, ids: IdPacking) => (value instanceof Uint8Array ? value : ids.pack(String(value)))
const packedJti: ColumnRule = { convert: value => hex(bytesOf(value, tokenIds)) }
const keyOf = (sid: SourceValue) => keyOfPacked(bytesOf(sid, sessionIds))

/** In the order of the house; the order of the copy follows the foreign keys. */
export const ownTables: Readonly<Record<string, TableRule>> = {
  facts: { without: `name IN (${factsOfOne.map(name => `'${name}'`).join(', ')})` },
  users: { parked: 'login' },
  user_agents: {
    columns: {
      digest: { from: 'text', convert: value => dashed(createHash('md5').update(String(value)).digest('hex')) },
    },
  },
  sessions: {
    columns: {
      sid: { convert: value => dashed(keyOf(value).sid) },
      other_sid: {
        from: 'sid',
        convert(value) {
          const { otherSid } = keyOf(value)
          return otherSid === null ? null : hex(otherSid)
        },
      },
      current_jti: packedJti,
      previous_jti: packedJti,
      authenticated_by: { convert: value => (value === 'password' ? null : String(value)) },
      address: { convert: value => hex(packAddress(String(value))) },
      // What the key begins with.
      keep_day: { from: 'id', convert: value => String(BigInt(value as bigint) >> 32n) },
    },
    hasOtherKey: true,
  },
  spent_tokens: { columns: { jti: packedJti } },
  // The place in the log is the transaction that writes it there.
  revocations: { columns: { id: { from: 'sequence' } }, ownOfTarget: ['xid'] },
  login_failures: {},
  login_addresses: {},
  user_groups: { parked: 'name' },
  group_members: {},
  group_permissions: {},
  user_permissions: {},
  outbox: {},
  email_reverts: {},
  api_keys: {},
  social_accounts: {},
  social_unlinks: {},
  factors: {},
  recovery_codes: {},
  factor_accounts: {},
  factor_attempts: {},
  trusted_devices: {},
  organizations: { parked: 'slug' },
  organization_members: {},
  organization_invitations: {},
  audit: {},
  adoption_jobs: {},
  signing_keys: {},
  webhook_deliveries: {},
}

/** Tables that each database has of its own. Counters of requests begin anew: each would be copied again at every request. Leases last seconds. */
export const neverCopied: readonly string[] = [
  'schema_migrations',
  'app_migrations',
  'promotion_changes',
  'throttle_counters',
  'throttle_hits',
  'refresh_leases',
  // Triggers on users make its rows there, and the index is written as after a migration.
  'user_search',
  'user_search_grams',
]
