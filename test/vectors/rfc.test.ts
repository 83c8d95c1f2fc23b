/** The examples in RFC 7515, 7520, 7797 and 8037. README.md lists those that are out of scope. */
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { findAlgorithm } from '../../src/keys/algorithms.ts'
import { KeyringError } from '../../src/keys/faults.ts'
import { thumbprint } from '../../src/keys/jwk.ts'
import type { Jwk } from '../../src/keys/jwk-members.ts'
import { createSigningKey } from '../../src/keys/key.ts'
import { verifyCompact } from '../../src/tokens/codec.ts'
import { readVectors, ringOfOne, validateWith } from './read-vectors.ts'

interface Example {
  readonly section: string
  readonly alg: string
  readonly key: Jwk | null
  readonly compact: string
  readonly verifies: boolean
}

interface Cookbook {
  readonly reproducible?: boolean
  readonly input: { readonly payload?: string; readonly key: Jwk; readonly alg: string }
  readonly signing: { readonly 'sig-input': string; readonly sig: string }
  readonly output: { readonly compact?: string; readonly json?: unknown; readonly json_flat?: unknown }
}

const rfc7515 = readVectors<{ readonly examples: readonly Example[] }>('rfc/rfc7515_appendix_a.json').examples
const rfc8037 = readVectors<{ readonly examples: readonly Example[]; readonly thumbprint_sha256_A3: string }>(
  'rfc/rfc8037_appendix_a.json',
)
const anyKey: Jwk = {
  kty: 'oct',
  k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
}

for (const example of [...rfc7515, ...rfc8037.examples]) {
  test(`${example.section} (${example.alg}) is ${example.verifies ? 'accepted' : 'refused'}`, () => {
    const ring = example.key === null ? ringOfOne(anyKey) : ringOfOne(example.key, example.alg)
    assert.equal(validateWith(ring, example.compact), example.verifies ? 'accepted' : 'refused')
  })
}

const accepted = [
  'rfc7520_jws_4_1.rsa_v15_signature',
  'rfc7520_jws_4_2.rsa-pss_signature',
  'rfc7520_jws_4_3.ecdsa_signature',
  'rfc7520_jws_4_4.hmac-sha2_integrity_protection',
  'rfc8037_jws',
]
const refused = [
  'rfc7520_jws_4_5.signature_with_detached_content',
  'rfc7520_jws_4_6.protecting_specific_header_fields',
  'rfc7520_jws_4_7.protecting_content_only',
  'rfc7797_4.2.hmac-sha2_b64_false',
  'rfc7797_hmac-sha2_b64_false',
]

for (const name of accepted) {
  test(`${name}: the compact form is accepted with its payload, the JSON forms are refused`, () => {
    const { input, output } = readVectors<Cookbook>(`rfc/${name}.json`)
    const ring = ringOfOne(input.key, input.alg)
    assert.equal(Buffer.from(verifyCompact(output.compact ?? '', ring).payload).toString(), input.payload)
    assert.equal(validateWith(ring, JSON.stringify(output.json)), 'refused')
    assert.equal(validateWith(ring, output.json_flat), 'refused')
  })
}

for (const name of refused) {
  test(`${name}: every form is refused with the right key`, () => {
    const { input, output } = readVectors<Cookbook>(`rfc/${name}.json`)
    const ring = ringOfOne(input.key, input.alg)
    const forms = Object.values(output)
    assert.ok(forms.length > 0)
    assert.deepEqual(new Set(forms.map(form => validateWith(ring, form))), new Set(['refused']))
  })
}

test('rfc7520_jws_4_8: several signatures are refused, each key alone', () => {
  const { input, output } = readVectors<{
    readonly input: { readonly key: readonly Jwk[]; readonly alg: readonly string[] }
    readonly output: object
  }>('rfc/rfc7520_jws_4_8.multiple_signatures.json')
  for (const [index, key] of input.key.entries()) {
    const ring = ringOfOne(key, input.alg[index])
    assert.deepEqual(
      new Set(Object.values(output).map(form => validateWith(ring, JSON.stringify(form)))),
      new Set(['refused']),
    )
  }
})

test('rfc8037_ecdh-es: the JWE is refused', () => {
  const { output } = readVectors<Cookbook>('rfc/rfc8037_ecdh-es.json')
  assert.equal(validateWith(ringOfOne(anyKey), output.compact), 'refused')
})

test('deterministic signatures are equal to the printed ones', () => {
  const names = ['rfc7520_jws_4_1.rsa_v15_signature', 'rfc7520_jws_4_4.hmac-sha2_integrity_protection', 'rfc8037_jws']
  for (const name of names) {
    const { input, signing, reproducible } = readVectors<Cookbook>(`rfc/${name}.json`)
    const algorithm = findAlgorithm(input.alg)
    assert.ok(algorithm && reproducible)
    const key = createSigningKey(input.key, algorithm, undefined)
    assert.equal(key.sign(signing['sig-input']), signing.sig)
  }
})

test('RFC 7520 section 3: signature keys are accepted, the encryption key is refused', () => {
  const read = (name: string) => readVectors<Jwk>(`rfc/rfc7520_jwk_${name}.json`)
  assert.equal(ringOfOne(read('3_1.ec_public_key'), 'ES512').keys[0]?.kid, 'bilbo.baggins@hobbiton.example')
  assert.equal(ringOfOne(read('3_2.ec_private_key'), 'ES512').keys.length, 1)
  assert.equal(ringOfOne(read('3_3.rsa_public_key'), 'RS256').keys.length, 1)
  assert.equal(ringOfOne(read('3_4.rsa_private_key'), 'RS256').keys.length, 1)
  assert.equal(ringOfOne(read('3_5.symmetric_key_mac_computation')).keys.length, 1)
  assert.throws(() => ringOfOne(read('3_6.symmetric_key_encryption'), 'HS256'), KeyringError)
})

test('RFC 8037 A.3: the thumbprint of the Ed25519 key is as printed', () => {
  const key = createPrivateKey({ key: { ...rfc8037.examples[0]?.key }, format: 'jwk' })
  assert.equal(thumbprint(key), rfc8037.thumbprint_sha256_A3)
})
