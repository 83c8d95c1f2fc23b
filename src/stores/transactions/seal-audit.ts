/**
 * The chain of the audit rows. Actions write their rows without waiting for each other; shortly after their commit rows are
 * sealed, a few hundred at once and in order of their ids: each gets the next place, and the digest
 *
 *     SHA-256(JSON([digest before, place, id, at, event, user_id, sid, reason, code, address, trace, actor, subject, changes]))
 *
 * in UTF-8, without blanks between members. All are strings or null: digests in hex, numbers and ids in decimal, UUIDs in
 * lower case, `changes` as the column has it. The digest before the first place is 64 zeros. A row that is changed, taken out
 * or put in does not fit any more. The chain has no key: one who may write the whole table can compute all of it anew, so the
 * last digest is to be kept elsewhere, too.
 */
import { createHash } from 'node:crypto'
import type { AuditPlace } from '../../ports/audit.ts'
import type { AuditContent, AuditEnds, ChainedAudit } from './audit-statements.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

/** What one transaction seals: SQLite's process waits for it. */
export const sealedAtOnce = 200

/** Before the first place. */
export const beginning: AuditPlace = { place: 0, digest: '0'.repeat(64) }

/** Gives how many it sealed: fewer than `limit` means that none is left. One at a time in all processes. */
export function* sealAudit(tx: Tx, limit = sealedAtOnce): Steps<number> {
  const ends = yield* tx.lockAuditChain()
  const unsealed = yield* tx.listUnsealedAudit(limit)
  if (unsealed.length === 0) return 0
  let last = lastOf(ends)
  const sealed: ChainedAudit[] = []
  for (const { id, content } of unsealed) {
    last = sealOf(last, content)
    sealed.push({ id, content, ...last })
  }
  yield* tx.sealAuditRows(sealed)
  yield* tx.writeAuditHead(last)
  return sealed.length
}

/** The place and the digest of a row behind another. */
export function sealOf(before: AuditPlace, content: AuditContent): AuditPlace {
  const place = before.place + 1
  const text = JSON.stringify([before.digest, String(place), ...content])
  return { place, digest: createHash('sha256').update(text).digest('hex') }
}

/**
 * Of what says where the chain ends the one that is furthest: a last row that was taken out must not make room for another,
 * and where the facts are gone, places that are taken are not given again.
 */
function lastOf({ anchor, last, head }: AuditEnds): AuditPlace {
  return [head, last, anchor].reduce<AuditPlace>(
    (most, end) => (end !== undefined && end.place > most.place ? end : most),
    beginning,
  )
}

/** `most`: so many transactions at the most. Gives how many rows it sealed, to `tell` after each. */
export async function sealAll(
  { read, write }: Pick<Runner, 'read' | 'write'>,
  most: number,
  tell: (sealed: number) => boolean = () => true,
): Promise<void> {
  if (!(await read(tx => tx.hasUnsealedAudit()))) return
  let sealed = 0
  for (let batches = 0; batches < most; batches += 1) {
    const count = await write(tx => sealAudit(tx))
    sealed += count
    if (count < sealedAtOnce || !tell(sealed)) return
  }
}
