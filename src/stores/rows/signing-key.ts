/** Reads the rows of keys that sign tokens. */
import type { ManagedKey } from '../../keys/managed-key.ts'
import { type Row, toMoment, toText } from './row.ts'

export function toManagedKey(row: Row): ManagedKey {
  return {
    number: Number(row.number),
    kid: String(row.kid),
    algorithm: String(row.algorithm),
    publicKey: toText(row.public_key),
    fingerprint: toText(row.fingerprint),
    publishedAt: Number(row.published_at),
    signsFrom: Number(row.signs_from),
    overlap: Number(row.overlap),
    retiredAt: toMoment(row.retired_at) ?? undefined,
    isSealed: Boolean(row.is_sealed),
  }
}

/** What a list reads: the sealed halves stay where they are. */
export const keyColumns = `kid, number, algorithm, public_key, fingerprint, published_at, signs_from, overlap, retired_at,
  sealed IS NOT NULL AS is_sealed`
