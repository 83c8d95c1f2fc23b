/** An operator has the next key made, or refuses the tokens of one. For keys that `keyRotation` keeps in the database. */
import type { Actor } from '../../kernel/actor.ts'
import type { FollowedKeys } from '../../keys/followed-keys.ts'
import { knownEverywhereAfterMs } from '../../keys/jwks-max-age.ts'
import { nodesHearWithinMs, type PlacedKey } from '../../keys/managed-key.ts'
import type { Needs } from '../../system.ts'
import { actAs } from './act-as.ts'

type Parts = Needs<'settings' | 'signingKeys' | 'clock' | 'events' | 'origin'>

/**
 * When the next key signs. `planned`: after `keyPublishAhead`. `soon`: as soon as every verifier that goes by the headers
 * of the JWKS has it. `at_once`: for a key that leaked, in seconds; verifiers that have not fetched the set by then answer
 * 503 for up to half a minute, and those of other makers may refuse its tokens until they fetch it.
 */
export type RotationHaste = 'planned' | 'soon' | 'at_once'

export type KeyRotationOutcome =
  | { readonly outcome: 'published' | 'advanced' | 'unchanged'; readonly key: PlacedKey }
  /** `keyRotation` is not set: the key is that of the settings. */
  | { readonly outcome: 'off' }

/** `unchanged`: the next key is published already, and signs no later than it would. */
export async function rotateKey(system: Parts, actor: Actor, haste: RotationHaste): Promise<KeyRotationOutcome> {
  const { signingKeys: keys, events, clock, settings, origin } = actAs(system, actor)
  if (keys === undefined) return { outcome: 'off' }
  await keys.refresh()
  const next = nextOf(keys)
  if (next === undefined) {
    const kid = await keys.publishNext(clock.now() + waitOf(haste, settings), origin)
    const made = find(keys, kid) ?? nextOf(keys)
    if (made === undefined) throw new Error('another node has changed the keys at the same moment; try again')
    return { outcome: kid === undefined ? 'unchanged' : 'published', key: made }
  }
  const signsFrom = Math.max(clock.now(), next.publishedAt + waitOf(haste, settings))
  if (haste === 'planned' || next.signsFrom <= signsFrom) return { outcome: 'unchanged', key: next }
  const outcome = await keys.store.advance(next.kid, signsFrom, { now: clock.now(), by: origin })
  await keys.refresh()
  const key = find(keys, next.kid) ?? next
  if (outcome !== 'advanced') return { outcome: 'unchanged', key }
  events.emit({ name: 'key.advanced', data: { kid: key.kid, signsFrom: new Date(signsFrom).toISOString() } })
  return { outcome, key }
}

function waitOf(haste: RotationHaste, settings: Parts['settings']): number {
  if (haste === 'planned') return settings.keyPublishAhead * 1000
  return haste === 'soon' ? knownEverywhereAfterMs(settings) : nodesHearWithinMs
}

function nextOf(keys: FollowedKeys): PlacedKey | undefined {
  return keys.ring.placed().find(({ state }) => state === 'published')
}

function find(keys: FollowedKeys, kid: string | undefined): PlacedKey | undefined {
  return keys.ring.placed().find(key => key.kid === kid)
}

export type KeyRetirement = 'retired' | 'already' | 'no_successor' | 'gone' | 'off'

/**
 * Its tokens are refused by every node within a second, and by verifiers with their next fetch of the set. Where it signs,
 * the next one signs in its place; `no_successor`: there is none that is published.
 */
export async function retireKey(system: Parts, actor: Actor, kid: string): Promise<KeyRetirement> {
  const { signingKeys: keys, events, clock, origin } = actAs(system, actor)
  if (keys === undefined) return 'off'
  const outcome = await keys.store.retire(kid, { now: clock.now(), by: origin })
  await keys.refresh()
  if (outcome === 'retired') events.emit({ name: 'key.retired', reason: 'operator', data: { kid } })
  return outcome
}
