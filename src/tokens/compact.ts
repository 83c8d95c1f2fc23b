/**
 * Compact JWS (RFC 7515 section 7.1), and nothing else: no JWE, no JSON serialization, no detached or unencoded
 * payload, no compression. It trusts the keyring and nothing in the header: `alg` is compared with the key's, `kid` is
 * looked up in the keyring, and `jwk`, `jku`, `x5c`, `x5u` are never read. It does NOT verify signatures: how that is done
 * is the platform's (codec.ts on Node). Callers verify what it takes apart before the payload is parsed.
 */
import { decodeBase64url } from '../kernel/decode.ts'
import type { KeyLookup, NamedKey } from '../keys/key-lookup.ts'
import { parseJsonObject } from './json-text.ts'
import type { Claims } from './token.ts'
import { tokenFault } from './token-fault.ts'
import type { ReadSettings } from './token-settings.ts'

export type Header = Readonly<Record<string, unknown>>

export interface CodecOptions {
  /** Longer tokens are refused before decoding. */
  readonly maximumLength?: number | undefined
  /** The accepted `typ` values (RFC 8725 section 3.11), or `'any'`; an absent one is always accepted. */
  readonly types?: readonly string[] | 'any' | undefined
}

export const defaultMaximumLength = 16_384
/** RFC 7519, and RFC 9068 for access tokens. What names another use (`logout+jwt`) is no token of ours (cross-JWT confusion). */
const defaultTypes: readonly string[] = ['JWT', 'at+jwt']

/** Settings say whether `typ` is looked at; a caller's own list has precedence. */
export function codecOptionsOf(
  { checkHeaderType = true }: Pick<ReadSettings, 'checkHeaderType'>,
  { types = checkHeaderType ? defaultTypes : 'any', maximumLength }: CodecOptions = {},
): CodecOptions {
  return { maximumLength, types }
}

/** A token whose signature has not been verified yet. */
export interface Unverified<Key> {
  readonly header: Header
  readonly payload: Uint8Array
  /** The key that has to have signed it. */
  readonly key: Key
  /** What was signed, and the signature: ASCII text as in the token. */
  readonly input: string
  readonly signature: string
}

export function takeApart<Key extends NamedKey>(
  text: string,
  keyring: KeyLookup<Key>,
  { maximumLength = defaultMaximumLength, types = defaultTypes }: CodecOptions = {},
): Unverified<Key> {
  if (typeof text !== 'string') throw tokenFault('not_compact')
  if (text.length > maximumLength) throw tokenFault('too_long')
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (first < 0 || second < 0 || text.includes('.', second + 1)) throw tokenFault('not_compact')
  const { header, key } = chooseKey(text.slice(0, first), keyring, types)
  const payload = decodePart(text.slice(first + 1, second))
  return { header, payload, key, input: text.slice(0, second), signature: text.slice(second + 1) }
}

export function refuseSignature(signature: string): never {
  decodePart(signature)
  throw tokenFault('bad_signature')
}

/** Of a payload whose signature has been verified. */
export function parseClaims(payload: Uint8Array): Claims {
  const claims = parseJsonObject(payload)
  if (claims === undefined) throw tokenFault('bad_payload')
  return claims as Claims
}

/** The header, unverified: only to find the key that the token names. Throws `token_not_valid`. */
export function readHeader(text: string, maximumLength = defaultMaximumLength): Header {
  if (text.length > maximumLength) throw tokenFault('too_long')
  const header = parseJsonObject(decodePart(text.slice(0, Math.max(0, text.indexOf('.')))))
  if (header === undefined) throw tokenFault('bad_header')
  if (header.kid !== undefined && typeof header.kid !== 'string') throw tokenFault('bad_kid')
  return header
}

/** Whether the keyring would still choose this key for the token: keys are withdrawn from published sets. */
export function isStillChosen<Key extends NamedKey>(
  text: string,
  { header, key }: SignedBy<Key>,
  keyring: KeyLookup<Key>,
): boolean {
  const { kid } = header
  if (keyring.find(typeof kid === 'string' ? kid : undefined) === key) return true
  return keyring.findByHeader(text.slice(0, text.indexOf('.'))) === key
}

interface SignedBy<Key> {
  readonly header: Header
  readonly key: Key
}

function chooseKey<Key extends NamedKey>(
  text: string,
  keyring: KeyLookup<Key>,
  types: readonly string[] | 'any',
): { readonly header: Header; readonly key: Key } {
  const exact = types === defaultTypes || types === 'any' ? keyring.findByHeader(text) : undefined
  if (exact !== undefined) return { header: exact.header, key: exact }
  const header = parseJsonObject(decodePart(text))
  if (header === undefined) throw tokenFault('bad_header')
  refuseExtensions(header)
  if (!isAcceptedType(header.typ, types)) throw tokenFault('wrong_typ')
  const kid = header.kid
  if (kid !== undefined && typeof kid !== 'string') throw tokenFault('bad_kid')
  const key = keyring.find(kid)
  if (key === undefined) throw tokenFault('unknown_kid')
  if (header.alg !== key.algorithm.name) throw tokenFault('wrong_algorithm')
  return { header, key }
}

/** Each of these changes the meaning of the token. None is supported, so all are refused (RFC 7515 section 4.1.11). */
function refuseExtensions(header: Header): void {
  if (header.crit !== undefined) throw tokenFault('critical_header')
  if (header.b64 !== undefined) throw tokenFault('unencoded_payload')
  if (header.zip !== undefined) throw tokenFault('compressed')
  if (header.enc !== undefined) throw tokenFault('encrypted')
}

/** Media types are compared case-insensitively and without `application/` (RFC 7515 section 4.1.9). */
function isAcceptedType(typ: unknown, types: readonly string[] | 'any'): boolean {
  if (typ === undefined || types === 'any') return true
  return typeof typ === 'string' && types.some(type => mediaType(type) === mediaType(typ))
}

function mediaType(text: string): string {
  return text.toLowerCase().replace(/^application\//, '')
}

function decodePart(text: string): Uint8Array {
  const bytes = decodeBase64url(text)
  if (bytes === undefined) throw tokenFault('not_base64url')
  return bytes
}
