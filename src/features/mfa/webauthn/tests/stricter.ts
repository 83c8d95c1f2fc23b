/** What our verifier refuses though the oracle accepts it: the words of the refusal, and why it is right to refuse. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Tally } from './agreement.ts'

const reasons = {
  // Client data
  'a page in a frame of another site': 'the oracle looks at it at sign-in, and there only with a topOrigin',
  'a page with another site around it': 'the oracle does not look at it at registration',
  'client data with a token binding': 'reserved, and never sent: the oracle takes two of its forms',
  'client data that is no JSON object': 'the oracle reads bytes that are no UTF-8',
  // Authenticator data
  'a credential id of a length that there is not': 'section 4: from 16 to 1023 bytes',
  'extensions that are no map': 'section 9: a map by names',
  'an extension without a name': 'section 9: a map by names',
  'a passkey that can be copied now and could not before, or the reverse': 'section 7.2: BE never changes',
  // Attestation
  'an attestation object without a statement': 'the oracle takes whatever has no size for an empty one',
  'an attestation statement of the format none': 'section 8.7: an empty map',
  // CBOR
  'bytes after the end of the CBOR': 'the oracle reads the first item',
  'CBOR that ends too early': 'the oracle takes byte strings that are shorter than they say',
  'CBOR text that is not UTF-8': 'RFC 8949 section 3.1: invalid',
  'CBOR nested too deep': 'a limit of ours',
  'too many CBOR items': 'a limit of ours',
  'a CBOR tag': 'CTAP2 has none',
  'a CBOR float or simple value': 'no format here has one',
  'a CBOR number that is not in its shortest form': 'the oracle takes wider ones from 24 on, in extensions too',
  'a CBOR number that is too large': 'the oracle reads it as a bigint',
  // Keys: the oracle stores them, and finds at the first sign-in that it cannot use them
  'a COSE key that is no map': 'there is no key',
  'a COSE key with other members than its type has': 'section 6.5.1.1',
  'a COSE key of another type than its algorithm': 'RFC 9053 section 2',
  'a COSE key with a coordinate of another length': 'RFC 9053 section 7.1.1',
  'a COSE key without its numbers': 'a compressed point, or no bytes at all',
  'a COSE key on another curve': 'section 5.8.5',
  'a key that is no point of P-256': 'no private key belongs to it',
  'a key that is no point of Ed25519, or one of small order': 'no private key belongs to it, or any does',
  'an RSA key shorter than 2048 or longer than 4096 bits': 'a limit of ours',
  'an RSA key with an exponent that real keys do not have': 'a limit of ours',
  'an RSA key that is not in its shortest form': 'RFC 8230 section 4',
  'an RSA key that can be factored': 'an even modulus, or ROCA',
  // Signatures
  'another key signed it': 'the oracle takes ES256 signatures with more after the end of the DER',
  'a self attestation that its key did not sign': 'as for other signatures',
} as const

/** Fails where ours accepts what the oracle refuses, or refuses what it accepts for a reason that is not in the list. */
export function judge(t: TestContext, { both, neither, stricter, laxer }: Tally, atLeast: number): void {
  // Statements of other formats than `none` and `packed` are ignored: attestation.ts says why.
  assert.deepEqual(
    laxer.filter(words => !words.includes('Unsupported Attestation Format')),
    [],
  )
  assert.deepEqual(
    [...stricter.keys()].filter(words => !Object.hasOwn(reasons, words)),
    [],
  )
  const counts = [...stricter].map(([words, times]) => `${times} ${words}`)
  t.diagnostic(`accepted by both ${both}, by neither ${neither}; by the oracle alone: ${counts.join('; ')}`)
  const alone = [...stricter.values()].reduce((sum, times) => sum + times, 0)
  assert.ok(both > atLeast / 50 && both + neither + alone > atLeast, `${both} + ${neither} + ${alone}`)
}
