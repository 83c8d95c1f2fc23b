/**
 * The keys that the store holds: made, sealed under `secretKey`, and opened. Bound to kid and algorithm, so that no row
 * can lend its key to another, nor a public key of one algorithm become the secret of another.
 */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { AlgorithmName } from './algorithm-table.ts'
import { type Algorithm, findAlgorithm } from './algorithms.ts'
import { generateSecret } from './generate.ts'
import { exportPublicJwk, thumbprint } from './jwk.ts'
import type { Jwk } from './jwk-members.ts'
import { createSigningKey, createVerifyingKey, type SigningKey, type VerifyingKey } from './key.ts'
import type { ManagedKey } from './managed-key.ts'
import { isSealedUnderOld, openAtRest, type SealingSettings, type SealParts, sealAtRest } from './seal-at-rest.ts'

const purpose = 'latchkey signing keys'

/** A key as a row of the store begins. */
export interface MadeKey {
  readonly kid: string
  readonly algorithm: AlgorithmName
  readonly publicKey: string | undefined
  readonly sealed: string
}

/** A new key for this algorithm. An RSA key takes about a second, beside the event loop. */
export async function makeSealedKey(parts: SealParts, name: AlgorithmName): Promise<MadeKey> {
  const algorithm = findAlgorithm(name)
  if (algorithm === undefined) throw new TypeError(`${name} is not an algorithm`)
  if (algorithm.keyType === 'secret') return makeSecret(parts, algorithm)
  const { privateKey, publicKey } = await makePair(algorithm)
  const kid = thumbprint(publicKey)
  const bytes = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealed = sealAtRest(parts, sealedFor(kid, name), bytes)
  return { kid, algorithm: name, publicKey: JSON.stringify(exportPublicJwk(publicKey, algorithm, kid)), sealed }
}

function makeSecret(parts: SealParts, { name }: Algorithm): MadeKey {
  const kid = Buffer.from(parts.random.bytes(12)).toString('base64url')
  const sealed = sealAtRest(parts, sealedFor(kid, name), Buffer.from(generateSecret(parts.random)))
  return { kid, algorithm: name, publicKey: undefined, sealed }
}

const newPair = promisify(generateKeyPair)

function makePair({ keyType, curve }: Algorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (keyType === 'rsa') return newPair('rsa', { modulusLength: 3072 })
  return curve === undefined ? newPair('ed25519') : newPair('ec', { namedCurve: curve })
}

/** `undefined`: no key of the settings opens it, or it was changed in the database. */
export function openSealedKey(
  settings: SealingSettings,
  { kid, algorithm: name }: Pick<ManagedKey, 'kid' | 'algorithm'>,
  sealed: string,
): SigningKey | undefined {
  const opened = openAtRest(settings, sealedFor(kid, name), sealed)
  const algorithm = findAlgorithm(name)
  if (opened === undefined || algorithm === undefined) return undefined
  if (algorithm.keyType === 'secret') return createSigningKey(Buffer.from(opened.bytes).toString(), algorithm, kid)
  const key = createPrivateKey({ key: Buffer.from(opened.bytes), format: 'der', type: 'pkcs8' })
  return createSigningKey(key, algorithm, kid)
}

/** The same key, sealed under today's `secretKey`; `undefined` where it cannot be opened. */
export function resealKey(
  parts: SealParts,
  { kid, algorithm }: Pick<ManagedKey, 'kid' | 'algorithm'>,
  sealed: string,
): string | undefined {
  const opened = openAtRest(parts.settings, sealedFor(kid, algorithm), sealed)
  return opened && sealAtRest(parts, sealedFor(kid, algorithm), opened.bytes)
}

/** Whether another key than today's has sealed it. */
export function isKeyUnderOld(settings: SealingSettings, sealed: string): boolean {
  return isSealedUnderOld(settings, purpose, sealed)
}

/** The half that verifies, of a key pair. */
export function readPublicKey({
  kid,
  algorithm: name,
  publicKey,
}: Pick<ManagedKey, 'kid' | 'algorithm' | 'publicKey'>): VerifyingKey | undefined {
  const algorithm = findAlgorithm(name)
  if (publicKey === undefined || algorithm === undefined) return undefined
  return createVerifyingKey(JSON.parse(publicKey) as Jwk, algorithm, kid)
}

function sealedFor(kid: string, algorithm: string) {
  return { purpose, owner: `${kid}\0${algorithm}` }
}
