/** Rows of the audit log as the chain takes them: every column as text, the same from every database. */
import type { AuditPlace } from '../../ports/audit.ts'
import type { AgedAudit, AuditEnds, ChainedAudit } from '../transactions/audit-statements.ts'
import { type Row, toText } from './row.ts'

const names = [
  'id',
  'at',
  'event',
  'user_id',
  'sid',
  'reason',
  'code',
  'address',
  'trace',
  'actor',
  'subject',
  'changes',
] as const
const numbers: readonly string[] = ['id', 'at', 'user_id']

/** What a statement has to select. A number that was altered may be too large for JavaScript. */
export const chainColumns = [
  'CAST(audit.place AS text) AS place',
  'digest',
  ...names.map(name => (numbers.includes(name) ? `CAST(audit.${name} AS text) AS ${name}` : name)),
].join(', ')

export function toChained(row: Row): ChainedAudit {
  const texts = names.map(name => toText(row[name]) ?? null)
  // UUIDs, which SQLite keeps as they were written.
  const content = texts.map((text, index) => (names[index] === 'user_id' ? (text?.toLowerCase() ?? null) : text))
  return { id: Number(row.id), content, place: Number(row.place ?? 0), digest: toDigest(row.digest) }
}

export function toAged(row: Row): AgedAudit {
  const isFuture = row.is_future === true || row.is_future === 1
  return { place: Number(row.place), digest: toDigest(row.digest), at: Number(row.at), isFuture }
}

/** `head`, `anchor` and `last` in the form of `placeText`. */
export function toEnds({ head, anchor, last }: Row): AuditEnds {
  return { head: readPlace(head), anchor: readPlace(anchor), last: readPlace(last) }
}

/** As a fact holds it. */
export function placeText({ place, digest }: AuditPlace): string {
  return `${place} ${digest}`
}

/** What was altered is as if it were not there. */
function readPlace(value: unknown): AuditPlace | undefined {
  const [, place, digest] = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(String(value)) ?? []
  return place === undefined || digest === undefined ? undefined : { place: Number(place), digest }
}

function toDigest(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : ''
}
