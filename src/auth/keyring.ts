/** The key ring that settings describe; also the command line makes it, to look at keys without a store. */

import type { VerifyingKey } from '../keys/key.ts'
import { createExternalKeyring, createKeyring, type Keyring } from '../keys/keyring.ts'
import type { Clock } from '../ports/clock.ts'
import { systemClock } from '../ports/defaults/clock.ts'
import { systemTimer } from '../ports/defaults/timer.ts'
import type { Timer } from '../ports/timer.ts'
import type { Settings } from '../settings/settings.ts'

/** The keyring of the settings. A key is found up to its `until`. Throws KeyringError when it cannot sign. */
export function createKeyringOf(
  settings: Settings,
  { clock = systemClock, timer = systemTimer }: { readonly clock?: Clock; readonly timer?: Timer } = {},
): Keyring {
  const { previousKeys = [] } = settings
  const ring = ringOf(settings, timer)
  const ends = new Map(
    previousKeys.flatMap(({ kid, until }) => (until === undefined ? [] : [[kid, Date.parse(until)]])),
  )
  return ends.size === 0 ? ring : withEnds(ring, ends, clock)
}

function ringOf(settings: Settings, timer: Timer): Keyring {
  const { algorithm, signer, signingKey, secretKey, verifyingKey, keyId, previousKeys = [] } = settings
  // A weak one has an end: a rule of the settings.
  const previous = previousKeys.map(key => ({ ...key, ...(key.until === undefined ? {} : { strength: weak }) }))
  const shared = { algorithm, kid: keyId, previous }
  if (signer !== undefined) return createExternalKeyring({ ...shared, verifyingKey: verifyingKey ?? '', signer, timer })
  const isAdopting = settings.acceptWeakSigningKey === 'while-adopting'
  const strength = isAdopting ? weak : 'strong'
  return createKeyring({ ...shared, signingKey: (signingKey ?? secretKey).reveal(), verifyingKey, strength })
}

/** When previous keys end, in ms since 1970. */
export function endsOf({ previousKeys = [] }: Pick<Settings, 'previousKeys'>): readonly number[] {
  return previousKeys.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until)]))
}

const weak = 'weak-while-adopting' as const

function withEnds(ring: Keyring, ends: ReadonlyMap<string, number>, clock: Clock): Keyring {
  const isOver = ({ kid }: VerifyingKey) =>
    kid !== undefined && (ends.get(kid) ?? Number.POSITIVE_INFINITY) <= clock.now()
  const unlessOver = (key: VerifyingKey | undefined) => (key === undefined || isOver(key) ? undefined : key)
  return Object.freeze({
    signing: ring.signing,
    get keys() {
      return ring.keys.filter(key => !isOver(key))
    },
    find: (kid: string | undefined) => unlessOver(ring.find(kid)),
    findByHeader: (text: string) => unlessOver(ring.findByHeader(text)),
  })
}
