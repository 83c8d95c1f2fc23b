/**
 * Implements the port of managed keys. Each change locks the keys and decides by what it then reads, so that of two nodes
 * one makes the next key, and the other hears that it was late.
 */
import {
  findStranded,
  type ManagedKey,
  type NewManagedKey,
  nodesHearWithinMs,
  overdueOf,
  type PlacedKey,
  placeKeys,
} from '../../keys/managed-key.ts'
import type { KeyChange, ManagedKeyStore, SettledKeys } from '../../keys/managed-key-store.ts'
import { audit } from './effects.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createManagedKeyStore({ read, browse, write }: Runner): ManagedKeyStore {
  return {
    list: () => read(tx => tx.listSigningKeys()),
    findSealed: kids => read(tx => tx.findSealedKeys(kids)),
    publish: (key, after, change) =>
      write(
        tx => publish(tx, key, after, change),
        // The answer to COMMIT was lost: no other key has its kid.
        tx => isThere(tx, key.kid),
      ),
    advance: (kid, signsFrom, change) => write(tx => advance(tx, kid, signsFrom, change)),
    retire: (kid, change) => write(tx => retire(tx, kid, change)),
    settle: settings => write(tx => settle(tx, settings)),
    countSessions: range => browse(tx => tx.countSessionsIssued(range)),
    reseal: (kid, from, to) => write(tx => tx.resealSigningKey(kid, from, to)),
  }
}

function* isThere(tx: Tx, kid: string): Steps<'published' | undefined> {
  return (yield* tx.listSigningKeys()).some(key => key.kid === kid) ? 'published' : undefined
}

function* publish(
  tx: Tx,
  key: NewManagedKey,
  after: number,
  { now, by }: KeyChange,
): Steps<'published' | 'superseded'> {
  const keys = yield* lock(tx)
  const last = Math.max(0, ...keys.map(({ number }) => number))
  if (last !== after || keys.some(({ kid }) => kid === key.kid)) return 'superseded'
  yield* tx.insertSigningKey(key, last + 1)
  const reason = key.fingerprint === undefined ? undefined : 'founding'
  const changes = { algorithm: [null, key.algorithm], signsFrom: [null, momentOf(key.signsFrom)] } as const
  yield* audit(tx, { event: 'key.published', at: now, reason, subject: subjectOf(key.kid), changes }, by)
  return 'published'
}

function* advance(
  tx: Tx,
  kid: string,
  signsFrom: number,
  { now, by }: KeyChange,
): Steps<'advanced' | 'unchanged' | 'gone'> {
  const key = placeKeys(yield* lock(tx), now).find(each => each.kid === kid)
  if (key === undefined || key.state === 'retired') return 'gone'
  if (key.state !== 'published' || key.signsFrom <= signsFrom) return 'unchanged'
  yield* start(tx, key, signsFrom, { now, by })
  return 'advanced'
}

function* start(tx: Tx, key: PlacedKey, signsFrom: number, { now, by }: KeyChange): Steps<void> {
  yield* tx.setSigningStart(key.kid, signsFrom)
  const changes = { signsFrom: [momentOf(key.signsFrom), momentOf(signsFrom)] } as const
  yield* audit(tx, { event: 'key.advanced', at: now, subject: subjectOf(key.kid), changes }, by)
}

function* retire(tx: Tx, kid: string, { now, by }: KeyChange): Steps<'retired' | 'already' | 'no_successor' | 'gone'> {
  const placed = placeKeys(yield* lock(tx), now)
  const key = placed.find(each => each.kid === kid)
  if (key === undefined) return 'gone'
  if (key.state === 'retired') return 'already'
  const next = placed.find(({ state }) => state === 'published')
  if (key.state !== 'signing') {
    yield* end(tx, key, now, { by, reason: 'operator', now })
    return 'retired'
  }
  if (next === undefined) return 'no_successor'
  // Not before every node has read of it.
  const at = Math.max(now, next.publishedAt + nodesHearWithinMs)
  if (at < next.signsFrom) yield* start(tx, next, at, { now, by })
  yield* end(tx, key, at, { by, reason: 'operator', now })
  return 'retired'
}

function* end(
  tx: Tx,
  { kid, state }: PlacedKey,
  at: number,
  { by, reason, now }: KeyChange & { readonly reason: string },
): Steps<void> {
  yield* tx.retireSigningKey(kid, at)
  // Until then it signs, also at a node that starts.
  if (at <= now) yield* tx.eraseSealedKey(kid)
  if (at <= now && reason === 'operator') yield* tx.setOverlap(kid, 0)
  const changes = { state: [state, 'retired'] } as const
  yield* audit(tx, { event: 'key.retired', at: now, reason, subject: subjectOf(kid), changes }, by)
}

function* settle(tx: Tx, { overlap, now, by }: Parameters<ManagedKeyStore['settle']>[0]): Steps<SettledKeys> {
  const retired: string[] = []
  for (const key of placeKeys(yield* lock(tx), now)) {
    const { kid, verifiesUntil = now } = key
    const overdue = overdueOf(key, overlap, now)
    if (overdue === 'retire') {
      yield* end(tx, { ...key, state: 'verifying' }, verifiesUntil, { by, reason: 'superseded', now })
      retired.push(kid)
    }
    if (overdue === 'end') {
      yield* tx.eraseSealedKey(kid)
      yield* tx.setOverlap(kid, 0)
    }
    if (overdue === 'forget') yield* tx.deleteSigningKey(kid)
    if (overdue === 'erase') yield* tx.eraseSealedKey(kid)
    if (overdue === 'extend') yield* tx.setOverlap(kid, overlap)
  }
  const stranded = findStranded(placeKeys(yield* tx.listSigningKeys(), now))
  const at = Math.max(now, (stranded?.publishedAt ?? now) + nodesHearWithinMs)
  if (stranded !== undefined && at < stranded.signsFrom) yield* start(tx, stranded, at, { now, by })
  return { retired }
}

function* lock(tx: Tx): Steps<readonly ManagedKey[]> {
  yield* tx.lockSigningKeys()
  return yield* tx.listSigningKeys()
}

function subjectOf(kid: string): string {
  return `key:${kid}`
}

function momentOf(ms: number): string {
  return new Date(ms).toISOString()
}
