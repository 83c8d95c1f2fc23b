/**
 * Keeps the key ring of a node in step with the store, and the store in step with the time: reads the keys once a second,
 * makes the next one when it is due, and writes down which ones have had their time. Every node does it; the store lets
 * one of them make each key.
 */

import type { Origin } from '../kernel/origin.ts'
import type { AlgorithmName } from '../keys/algorithm-table.ts'
import type { FollowedKeys } from '../keys/followed-keys.ts'
import { exportPublicJwk } from '../keys/jwk.ts'
import type { IssuingKey } from '../keys/key.ts'
import { findStranded, type KeyPeriods, nextStartOf, overdueOf } from '../keys/managed-key.ts'
import type { ManagedKeyStore } from '../keys/managed-key-store.ts'
import type { ManagedKeyring } from '../keys/managed-keyring.ts'
import { makeSealedKey } from '../keys/sealed-key.ts'
import { fingerprintOf, kidOfSettingsKey } from '../keys/settings-key.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import { keyOverlapOf } from './key-overlap.ts'

export interface KeyParts extends Needs<'settings' | 'clock' | 'timer' | 'random' | 'events'> {
  readonly signingKeys: ManagedKeyStore
  readonly ring: ManagedKeyring
  /** The key of the settings, which is the first one. */
  readonly founding: IssuingKey
}

const pauseMs = 1000
/** As the start of a role's sync: no person acts. */
const actor = 'configuration'

/** More than one is due where keys rotate faster than they are published ahead. */
const mostAtOnce = 50

export function followKeys(parts: KeyParts): FollowedKeys {
  const { signingKeys: store, ring, timer, events } = parts
  let isStopped = false
  let isStuck = false
  let told: string | undefined
  let callOff = () => {}
  let signed = signingKidOf(ring)

  const refresh = async () => {
    await readKeys(parts)
    await keepKeys(parts)
    const kid = signingKidOf(ring)
    if (kid !== signed) events.emit({ name: 'key.signing', data: { kid: kid ?? null } })
    signed = kid
  }
  const poll = async () => {
    try {
      await refresh()
      isStuck = false
      const fault = findUnopened(ring)
      if (fault !== undefined && fault !== told) events.emit({ name: 'keys.stuck', data: { cause: new Error(fault) } })
      told = fault
    } catch (cause) {
      if (!isStuck && !isStopped) events.emit({ name: 'keys.stuck', data: { cause } })
      isStuck = true
    }
    plan()
  }
  const plan = () => {
    if (!isStopped) callOff = timer.after(pauseMs, () => void poll())
  }
  plan()
  return {
    ring,
    store,
    refresh,
    async publishNext(signsFrom, by) {
      if (ring.placed().length === 0) await foundKeys(parts, by)
      return await publishNext(parts, signsFrom, by)
    },
    stop() {
      isStopped = true
      callOff()
    },
  }
}

/** Keys of nodes that have other secrets: a start would be refused, and a process that runs says it. */
function findUnopened(ring: ManagedKeyring): string | undefined {
  const closed = ring.closed()
  const namesOf = (keys: typeof closed) => keys.map(({ kid }) => kid)
  const sealed = new Set([...ring.unopened(), ...namesOf(closed.filter(({ isSealed }) => isSealed))])
  const ofSettings = namesOf(closed.filter(({ fingerprint }) => fingerprint !== undefined))
  const faults = [
    ...(sealed.size === 0 ? [] : [`secretKey does not open ${[...sealed].join(', ')}. ${fixOfSealed}`]),
    ...(ofSettings.length === 0 ? [] : [`the settings do not have ${ofSettings.join(', ')}. ${fixOfSettings}`]),
  ]
  return faults.length === 0 ? undefined : faults.join(' ')
}

const fixOfSealed =
  "Set secretKey to that of the other nodes, or list theirs in previousKeys, as { kid: 'sealing-key', key }, and restart."
const fixOfSettings =
  'Set signingKey (or secretKey) to that of the other nodes, or list it in previousKeys, and restart.'

/** `undefined`: none signs. */
function signingKidOf(ring: ManagedKeyring): string | undefined {
  return ring.placed().findLast(({ state }) => state === 'signing')?.kid
}

export async function readKeys({ signingKeys, ring }: Pick<KeyParts, 'signingKeys' | 'ring'>): Promise<void> {
  const keys = await signingKeys.list()
  const unknown = ring.findUnknown(keys)
  ring.load(keys, unknown.length === 0 ? [] : await signingKeys.findSealed(unknown))
}

/** Does what is due, and nothing where nothing is. */
export async function keepKeys(parts: KeyParts): Promise<void> {
  const { settings, signingKeys, ring, clock, events } = parts
  const overlap = keyOverlapOf(settings)
  if (ring.placed().length === 0) {
    // By an operator's word alone, that word is the first thing.
    if (settings.keyRotation === 'manual') return
    await foundKeys(parts, byTime)
  }
  const placed = ring.placed()
  if (findStranded(placed) !== undefined || placed.some(key => overdueOf(key, overlap, clock.now()) !== undefined)) {
    const { retired } = await signingKeys.settle({ overlap, now: clock.now(), by: byTime })
    for (const kid of retired) events.emit({ name: 'key.retired', reason: 'superseded', data: { kid }, actor })
    await readKeys(parts)
  }
  for (let made = 0; made < mostAtOnce; made += 1) {
    const signsFrom = nextStartOf(ring.placed(), periodsOf(settings), clock.now())
    if (signsFrom === undefined) return
    await publishNext(parts, signsFrom, byTime)
  }
}

/** Where the store has no key yet, that of the settings is the first. Of several nodes one writes it. */
async function foundKeys(parts: Omit<KeyParts, 'timer'>, by: Origin): Promise<void> {
  const { settings, signingKeys, founding, clock } = parts
  const now = clock.now()
  const jwk = exportPublicJwk(founding.verifyingKey, founding.algorithm, founding.kid)
  const key = {
    kid: kidOfSettingsKey(founding),
    algorithm: founding.algorithm.name,
    publicKey: jwk === undefined ? undefined : JSON.stringify(jwk),
    fingerprint: fingerprintOf(founding),
    publishedAt: now,
    signsFrom: now,
    overlap: keyOverlapOf(settings),
  }
  await signingKeys.publish(key, 0, { now, by })
  await readKeys(parts)
}

const byTime = { address: '', userAgent: '', actor }

function periodsOf({ keyRotation, keyPublishAhead }: Settings): KeyPeriods {
  return {
    rotation: typeof keyRotation === 'number' ? keyRotation * 1000 : undefined,
    publishAhead: keyPublishAhead * 1000,
  }
}

/** Makes a key behind the last one that this node knows. `undefined`: another node was faster, and its key is read. */
async function publishNext(parts: Omit<KeyParts, 'timer'>, signsFrom: number, by: Origin): Promise<string | undefined> {
  const { settings, signingKeys, ring, clock, events } = parts
  const after = Math.max(0, ...ring.placed().map(({ number }) => number))
  const made = await makeSealedKey(parts, settings.algorithm as AlgorithmName)
  const now = clock.now()
  const key = { ...made, publishedAt: now, signsFrom, overlap: keyOverlapOf(settings) }
  const outcome = await signingKeys.publish(key, after, { now, by })
  await readKeys(parts)
  if (outcome === 'superseded') return undefined
  const data = { kid: made.kid, algorithm: made.algorithm, signsFrom: new Date(signsFrom).toISOString() }
  events.emit({ name: 'key.published', data, actor: by.actor })
  return made.kid
}
