/** Reads the rows of the revocation log. */
import type { Revocation, RevocationKind } from '../../sessions/revocation.ts'
import type { Row } from './row.ts'

export function toRevocation(row: Row): Revocation {
  return {
    kind: row.kind as RevocationKind,
    subject: String(row.subject),
    at: Number(row.at),
    keepUntil: Number(row.keep_until),
  }
}
