/**
 * Both implementations of the verifier, in one form: `latchkey/verify` on node:crypto and `latchkey/verify/web` on
 * WebCrypto. What one of them has to keep, a test asks of both: `for (const each of implementations)`.
 */
import type { AlgorithmName } from '../../src/keys/algorithm-table.ts'
import { exportPublicJwk } from '../../src/keys/jwk.ts'
import type { Jwk, Jwks } from '../../src/keys/jwk-members.ts'
import { keyringFromJwks } from '../../src/keys/jwks.ts'
import type { VerifyingKey } from '../../src/keys/key.ts'
import type { KeyLookup } from '../../src/keys/key-lookup.ts'
import { createVerifyingKeyring, type VerifyingKeyring } from '../../src/keys/keyring.ts'
import { toNodeKey } from '../../src/keys/node-key.ts'
import { openCompact, verifyCompact } from '../../src/tokens/codec.ts'
import type { CodecOptions, Header } from '../../src/tokens/compact.ts'
import type { Claims } from '../../src/tokens/token.ts'
import type { VerifiedToken, VerifierOptions } from '../../src/verify/options.ts'
import {
  createRemoteVerifier as createWebRemoteVerifier,
  createVerifier as createWebVerifier,
} from '../../src/verify/web/web.ts'
import { openWebCompact, verifyWebCompact } from '../../src/verify/web/web-codec.ts'
import { draftKey, importKey, type WebKey } from '../../src/verify/web/web-key.ts'
import {
  createVerifyingKeyring as createWebKeyring,
  keyringFromJwks as webKeyringFromJwks,
} from '../../src/verify/web/web-keyring.ts'
import { createRemoteVerifier, createVerifier } from '../../src/verify.ts'

/** A key as both can be given it. */
export interface GivenKey {
  readonly algorithm: AlgorithmName
  readonly key: string | Jwk
  readonly kid?: string | undefined
  readonly takesUnnamed?: boolean
}

export interface OpenRing {
  open(text: string, options?: CodecOptions): Promise<{ readonly header: Header; readonly claims: Claims }>
  verify(text: string, options?: CodecOptions): Promise<{ readonly payload: Uint8Array }>
}

export interface Implementation {
  readonly name: string
  /** Rejects with a KeyringError for keys that are refused. */
  ringOf(keys: Jwks | readonly GivenKey[]): Promise<OpenRing>
  /** The keys of a ring that signs. */
  ringOfSigner(ring: VerifyingKeyring): OpenRing
  createVerifier<Output = Claims>(options: VerifierOptions<Output>): (token: string) => Promise<VerifiedToken<Output>>
  readonly createRemoteVerifier: typeof createRemoteVerifier
}

const onNode: Implementation = {
  name: 'node:crypto',
  ringOf: async keys => nodeRing(isList(keys) ? createVerifyingKeyring(keys) : keyringFromJwks(keys)),
  ringOfSigner: nodeRing,
  createVerifier(options) {
    const verify = createVerifier(options)
    return async token => verify(token)
  },
  createRemoteVerifier,
}

const onWebCrypto: Implementation = {
  name: 'WebCrypto',
  async ringOf(keys) {
    const ring = isList(keys) ? createWebKeyring(keys) : webKeyringFromJwks(keys)
    const lookup = await ring.open()
    return webRing(async () => lookup)
  },
  ringOfSigner: ring => webRing(() => webLookupOf(ring)),
  createVerifier: options => createWebVerifier({ ...options, keys: webKeysOf(options.keys) }),
  createRemoteVerifier: createWebRemoteVerifier,
}

export const implementations: readonly Implementation[] = [onNode, onWebCrypto]

function nodeRing(ring: VerifyingKeyring): OpenRing {
  return {
    open: async (text, options) => openCompact(text, ring, options),
    verify: async (text, options) => verifyCompact(text, ring, options),
  }
}

function webRing(lookup: () => Promise<KeyLookup<WebKey>>): OpenRing {
  return {
    open: async (text, options) => await openWebCompact(text, await lookup(), options),
    verify: async (text, options) => await verifyWebCompact(text, await lookup(), options),
  }
}

function webKeysOf(keys: VerifierOptions['keys']): Parameters<typeof createWebVerifier>[0]['keys'] {
  if (isRing(keys)) return { open: () => webLookupOf(keys) }
  return keys as Jwks
}

const webKeys = new WeakMap<VerifyingKey, Promise<WebKey>>()

/** The same keys, found as the ring finds them now. */
async function webLookupOf(ring: VerifyingKeyring): Promise<KeyLookup<WebKey>> {
  const known = new Map<VerifyingKey, WebKey>()
  for (const key of ring.keys) {
    const made = webKeys.get(key) ?? importKey(draftKey(jwkOf(key), key.algorithm, 'weak-while-adopting'), key.kid)
    webKeys.set(key, made)
    known.set(key, await made)
  }
  const webKeyOf = (key: VerifyingKey | undefined) => (key === undefined ? undefined : known.get(key))
  return {
    keys: [...known.values()],
    find: kid => webKeyOf(ring.find(kid)),
    findByHeader: text => webKeyOf(ring.findByHeader(text)),
  }
}

function jwkOf({ verifyingKey, algorithm }: VerifyingKey): Jwk {
  return exportPublicJwk(verifyingKey, algorithm) ?? (toNodeKey(verifyingKey).export({ format: 'jwk' }) as Jwk)
}

/** `Array.isArray` does not narrow readonly lists. */
function isList(keys: Jwks | readonly GivenKey[]): keys is readonly GivenKey[] {
  return Array.isArray(keys)
}

/** Whatever else is given, such as nothing at all, the implementation itself refuses. */
function isRing(keys: VerifierOptions['keys'] | undefined): keys is VerifyingKeyring {
  return typeof keys === 'object' && 'find' in keys && !Array.isArray(keys)
}
