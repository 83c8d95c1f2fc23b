/**
 * Signs and verifies tokens with keys of Node. compact.ts takes them apart; the signature is verified before the payload
 * is parsed. claims.ts validates the claims.
 */
import { encodeBase64url } from '../kernel/bytes.ts'
import type { IssuingKey, SigningKey, VerifyingKey } from '../keys/key.ts'
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { type CodecOptions, type Header, parseClaims, refuseSignature, takeApart } from './compact.ts'
import { formatAsciiJson } from './json-text.ts'
import type { Claims } from './token.ts'
import type { JsonEncoder } from './token-settings.ts'

/** Signs the claims with a key that is here. */
export function encodeCompact(claims: Claims, key: SigningKey, encoder?: JsonEncoder): string {
  const input = signingInput(claims, key, encoder)
  return `${input}.${key.sign(input)}`
}

/** What is signed (RFC 7515 section 5.1). Throws what JSON throws, such as for a BigInt. */
export function signingInput(claims: Claims, { headerText }: IssuingKey, encoder?: JsonEncoder): string {
  return `${headerText}.${encodeBase64url(formatAsciiJson(claims, encoder))}`
}

/** The header and claims of a token, and the key of the keyring that signed it. Does NOT validate the claims. */
export function openCompact(
  text: string,
  keyring: VerifyingKeyring,
  options?: CodecOptions,
): { readonly header: Header; readonly claims: Claims; readonly key: VerifyingKey } {
  const { header, payload, key } = verifyCompact(text, keyring, options)
  return { header, claims: parseClaims(payload), key }
}

/** The layer below: the header and the payload as raw bytes. */
export function verifyCompact(text: string, keyring: VerifyingKeyring, options?: CodecOptions): VerifiedParts {
  const { header, payload, key, input, signature } = takeApart(text, keyring, options)
  if (!key.verify(input, signature)) refuseSignature(signature)
  return { header, payload, key }
}

interface VerifiedParts {
  readonly header: Header
  readonly payload: Uint8Array
  readonly key: VerifyingKey
}
