/**
 * Whether the chain of audit rows is whole, slice by slice: rows are sealed and old ones go meanwhile. Every digest is made
 * anew from the one before it and the content of its row. What the facts say of the ends is compared, too: the anchor, where
 * rows that were old have gone, and the head, the last row that was sealed.
 */
import type { AuditCheck, AuditFault, AuditPlace } from '../../ports/audit.ts'
import type { AuditEnds, ChainedAudit } from './audit-statements.ts'
import { beginning, sealOf } from './seal-audit.ts'
import type { Steps, Tx } from './transaction.ts'

/** How far it is. `last` fits, or is the anchor. */
export interface AuditWalkState {
  readonly last: AuditPlace
  /** Of the last row. */
  readonly id?: number | undefined
  readonly first?: AuditPlace | undefined
  readonly checked: number
  /** Whether the row that was asked for was met. */
  readonly isMet: boolean
}

export type SliceOutcome = { readonly next: AuditWalkState } | { readonly check: AuditCheck }

export function* beginCheck(tx: Tx, since: AuditPlace | undefined): Steps<SliceOutcome> {
  const { anchor = beginning } = yield* tx.readAuditChain()
  const isMet = since?.place === anchor.place
  const next = { last: anchor, checked: 0, isMet }
  if (isMet && since.digest !== anchor.digest) return endWith(next, since, { place: since.place, what: 'changed' })
  const [stray] = yield* tx.walkAuditChain(undefined, 1)
  if (stray !== undefined && stray.place <= anchor.place) {
    const { id, place } = stray
    return endWith(next, since, { id, place, what: 'added' })
  }
  return { next }
}

/** `rows`: so many at the most. */
export function* checkSlice(
  tx: Tx,
  state: AuditWalkState,
  since: AuditPlace | undefined,
  rows: number,
): Steps<SliceOutcome> {
  // Before the rows: what is sealed in between is behind the head then, and not the other way round.
  const ends = yield* tx.readAuditChain()
  const slice = yield* tx.walkAuditChain(state.last.place, rows)
  if (slice.length === 0) return yield* finish(tx, state, since, ends)
  let now = state
  for (const row of slice) {
    if (row.place !== now.last.place + 1) return yield* passGap(tx, now, since)
    const fault = faultOf(now.last, row, since)
    if (fault !== undefined) return endWith(now, since, fault)
    now = advance(now, row, since)
  }
  return { next: now }
}

function faultOf(before: AuditPlace, { id, content, place, digest }: ChainedAudit, since: AuditPlace | undefined) {
  const isAsked = since?.place === place
  const fits = sealOf(before, content).digest === digest && !(isAsked && since.digest !== digest)
  return fits ? undefined : ({ id, place, what: 'changed' } as const)
}

function advance(state: AuditWalkState, { id, place, digest }: ChainedAudit, since: AuditPlace | undefined) {
  const last = { place, digest }
  const isMet = state.isMet || since?.place === place
  return { last, id, first: state.first ?? last, checked: state.checked + 1, isMet }
}

/** Rows of this place and behind it may have gone by their age meanwhile: then the anchor is there. */
function* passGap(tx: Tx, state: AuditWalkState, since: AuditPlace | undefined): Steps<SliceOutcome> {
  const { anchor } = yield* tx.readAuditChain()
  const { place } = state.last
  if (anchor !== undefined && anchor.place > place) return { next: { ...state, last: anchor, id: undefined } }
  return endWith(state, since, { place: place + 1, what: 'missing' })
}

function* finish(
  tx: Tx,
  state: AuditWalkState,
  since: AuditPlace | undefined,
  { head = state.last }: AuditEnds,
): Steps<SliceOutcome> {
  const { last, id } = state
  if (head.place > last.place) return yield* passGap(tx, state, since)
  if (head.place < last.place) {
    const [row] = yield* tx.walkAuditChain(head.place, 1)
    return endWith(state, since, { id: row?.id, place: head.place + 1, what: 'added' })
  }
  if (head.digest !== last.digest) return endWith(state, since, { id, place: last.place, what: 'changed' })
  if (since !== undefined && since.place > last.place) {
    return endWith(state, since, { place: since.place, what: 'missing' })
  }
  return endWith(state, since)
}

function endWith(
  { last, first, checked, isMet }: AuditWalkState,
  since: AuditPlace | undefined,
  fault?: AuditFault,
): SliceOutcome {
  const found = since === undefined || fault !== undefined ? {} : ({ since: isMet ? 'kept' : 'gone' } as const)
  return { check: { checked, first, last: last.place === 0 ? undefined : last, ...found, fault } }
}
