/**
 * Compact JWS (RFC 7515 section 7.1), and nothing else: no JWE, no JSON serialization, no detached or unencoded
 * payload, no compression. It trusts the ring and nothing of the header: `alg` is compared with the key's, `kid` is
 * looked up among the ring's names, and `jwk`, `jku`, `x5c`, `x5u` are never read. The signature is judged before the
 * payload is looked at. What the claims say is judged in claims.ts.
 */
import { decodeBase64url, encodeBase64url } from '../kernel/bytes.ts'
import type { SigningKey, VerifyingKey } from '../keys/key.ts'
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { formatAsciiJson, parseJsonObject } from './json-text.ts'
import type { Claims } from './token.ts'
import { tokenFault } from './token-fault.ts'
import type { JsonEncoder } from './token-settings.ts'

export type Header = Readonly<Record<string, unknown>>

export interface CodecOptions {
  /** Longer texts are refused before anything of them is decoded. */
  readonly maximumLength?: number | undefined
  /** The `typ` values that may be there (RFC 8725 section 3.11); an absent one is fine. */
  readonly types?: readonly string[] | undefined
}

export const defaultMaximumLength = 16_384
const defaultTypes: readonly string[] = ['JWT']

/** Signs the claims. */
export function encodeCompact(claims: Claims, key: SigningKey, encoder?: JsonEncoder): string {
  const input = `${key.headerText}.${encodeBase64url(formatAsciiJson(claims, encoder))}`
  return `${input}.${encodeBase64url(key.algorithm.sign(key.signingKey, input))}`
}

/** The header and the claims of a token that a key of the ring signed. Does NOT judge the claims. */
export function openCompact(
  text: string,
  keyring: VerifyingKeyring,
  options?: CodecOptions,
): { readonly header: Header; readonly claims: Claims } {
  const { header, payload } = verifyCompact(text, keyring, options)
  const claims = parseJsonObject(payload)
  if (claims === undefined) throw tokenFault('bad_payload')
  return { header, claims: claims as Claims }
}

/** The layer below: the header and the payload's bytes, whatever they are. */
export function verifyCompact(
  text: string,
  keyring: VerifyingKeyring,
  { maximumLength = defaultMaximumLength, types = defaultTypes }: CodecOptions = {},
): { readonly header: Header; readonly payload: Buffer } {
  if (typeof text !== 'string') throw tokenFault('not_compact')
  if (text.length > maximumLength) throw tokenFault('too_long')
  const first = text.indexOf('.')
  const second = text.indexOf('.', first + 1)
  if (first < 0 || second < 0 || text.includes('.', second + 1)) throw tokenFault('not_compact')
  const { header, key } = chooseKey(text.slice(0, first), keyring, types)
  const payload = decodePart(text.slice(first + 1, second))
  const signature = decodePart(text.slice(second + 1))
  if (!key.algorithm.verify(key.verifyingKey, text.slice(0, second), signature)) throw tokenFault('bad_signature')
  return { header, payload }
}

function chooseKey(
  text: string,
  keyring: VerifyingKeyring,
  types: readonly string[],
): { readonly header: Header; readonly key: VerifyingKey } {
  const own = types === defaultTypes ? keyring.findByHeader(text) : undefined
  if (own !== undefined) return { header: own.header, key: own }
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

/** Each of these changes what the rest means. None is understood, so all are refused (RFC 7515 section 4.1.11). */
function refuseExtensions(header: Header): void {
  if (header.crit !== undefined) throw tokenFault('critical_header')
  if (header.b64 !== undefined) throw tokenFault('unencoded_payload')
  if (header.zip !== undefined) throw tokenFault('compressed')
  if (header.enc !== undefined) throw tokenFault('encrypted')
}

/** Media types are compared without case, and without `application/` (RFC 7515 section 4.1.9). */
function isAcceptedType(typ: unknown, types: readonly string[]): boolean {
  if (typ === undefined || typ === 'JWT') return typ === undefined || types.includes('JWT')
  return typeof typ === 'string' && types.some(type => mediaType(type) === mediaType(typ))
}

function mediaType(text: string): string {
  return text.toLowerCase().replace(/^application\//, '')
}

function decodePart(text: string): Buffer {
  const bytes = decodeBase64url(text)
  if (bytes === undefined) throw tokenFault('not_base64url')
  return bytes
}
