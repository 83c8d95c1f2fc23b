/** The examples in RFC 7515, 7520, 7797 and 8037. README.md lists those that are out of scope. */
import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { findAlgorithm } from '../../src/keys/algorithms.ts'
import { KeyringError } from '../../src/keys/faults.ts'
import { thumbprint } from '../../src/keys/jwk.ts'
import type { Jwk } from '../../src/keys/jwk-members.ts'
import { createSigningKey } from '../../src/keys/key.ts'
import { implementations } from './implementations.ts'
import { onlyKey, readVectors, verdictOf } from './read-vectors.ts'

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

for (const each of implementations) {
  for (const example of [...rfc7515, ...rfc8037.examples]) {
    test(`${each.name}: ${example.section} (${example.alg}) is ${example.verifies ? 'accepted' : 'refused'}`, async () => {
      const keys = example.key === null ? onlyKey(anyKey) : onlyKey(example.key, example.alg)
      assert.equal(await verdictOf(each, keys, example.compact), example.verifies ? 'accepted' : 'refused')
    })
  }

  for (const name of accepted) {
    test(`${each.name}: ${name}: the compact form is accepted with its payload, the JSON forms are refused`, async () => {
      const { input, output } = readVectors<Cookbook>(`rfc/${name}.json`)
      const keys = onlyKey(input.key, input.alg)
      const { payload } = await (await each.ringOf(keys)).verify(output.compact ?? '')
      assert.equal(Buffer.from(payload).toString(), input.payload)
      assert.equal(await verdictOf(each, keys, JSON.stringify(output.json)), 'refused')
      assert.equal(await verdictOf(each, keys, output.json_flat), 'refused')
    })
  }

  for (const name of refused) {
    test(`${each.name}: ${name}: every form is refused with the right key`, async () => {
      const { input, output } = readVectors<Cookbook>(`rfc/${name}.json`)
      const keys = onlyKey(input.key, input.alg)
      const forms = Object.values(output)
      assert.ok(forms.length > 0)
      for (const form of forms) assert.equal(await verdictOf(each, keys, form), 'refused')
    })
  }

  test(`${each.name}: rfc7520_jws_4_8: several signatures are refused, each key alone`, async () => {
    const { input, output } = readVectors<{
      readonly input: { readonly key: readonly Jwk[]; readonly alg: readonly string[] }
      readonly output: object
    }>('rfc/rfc7520_jws_4_8.multiple_signatures.json')
    for (const [index, key] of input.key.entries()) {
      const keys = onlyKey(key, input.alg[index])
      for (const form of Object.values(output)) {
        assert.equal(await verdictOf(each, keys, JSON.stringify(form)), 'refused')
      }
    }
  })

  test(`${each.name}: rfc8037_ecdh-es: the JWE is refused`, async () => {
    const { output } = readVectors<Cookbook>('rfc/rfc8037_ecdh-es.json')
    assert.equal(await verdictOf(each, onlyKey(anyKey), output.compact), 'refused')
  })
}

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

for (const each of implementations) {
  test(`${each.name}: RFC 7520 section 3: signature keys are accepted, the encryption key is refused`, async () => {
    const read = (name: string) => readVectors<Jwk>(`rfc/rfc7520_jwk_${name}.json`)
    const given = [
      onlyKey(read('3_1.ec_public_key'), 'ES512'),
      onlyKey(read('3_2.ec_private_key'), 'ES512'),
      onlyKey(read('3_3.rsa_public_key'), 'RS256'),
      onlyKey(read('3_4.rsa_private_key'), 'RS256'),
      onlyKey(read('3_5.symmetric_key_mac_computation')),
    ]
    for (const keys of given) assert.ok(await each.ringOf(keys))
    await assert.rejects(each.ringOf(onlyKey(read('3_6.symmetric_key_encryption'), 'HS256')), KeyringError)
  })
}

test('RFC 8037 A.3: the thumbprint of the Ed25519 key is as printed', () => {
  const key = createPrivateKey({ key: { ...rfc8037.examples[0]?.key }, format: 'jwk' })
  assert.equal(thumbprint(key), rfc8037.thumbprint_sha256_A3)
})
