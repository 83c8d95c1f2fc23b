/** What would end with a key, for the operator who is about to retire it. */
import type { PlacedKey } from '../keys/managed-key.ts'
import type { Needs } from '../system.ts'

/** What the end of a key ends. */
export interface KeyEnd {
  readonly key: PlacedKey
  /** Sessions whose refresh token it may have signed: they were begun or renewed while it signed. */
  readonly sessions: number
}

/** Changes nothing. `undefined`: there is no such key. */
export async function weighKeyEnd(system: Needs<'signingKeys' | 'clock'>, kid: string): Promise<KeyEnd | undefined> {
  const { signingKeys: keys, clock } = system
  if (keys === undefined) return undefined
  await keys.refresh()
  const key = keys.ring.placed().find(each => each.kid === kid)
  if (key === undefined) return undefined
  const { state, signsFrom, signsUntil = Number.POSITIVE_INFINITY } = key
  const now = clock.now()
  const isOver = state === 'retired' || state === 'published'
  // A key of the settings signed long before it was written down.
  const since = key.fingerprint === undefined ? signsFrom : 0
  const before = Math.min(signsUntil, now + 1000)
  return { key, sessions: isOver ? 0 : await keys.store.countSessions({ since, before, now }) }
}
