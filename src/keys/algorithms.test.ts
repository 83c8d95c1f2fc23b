import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { test } from 'node:test'
import { draftKey, importKey } from '../verify/web/web-key.ts'
import { type AlgorithmName, algorithmNames } from './algorithm-table.ts'
import { findAlgorithm } from './algorithms.ts'
import { generateKeyPair } from './generate.ts'
import type { Jwk } from './jwk-members.ts'
import { createSigningKey } from './key.ts'
import { toNodeKey } from './node-key.ts'

const secret = 's'.repeat(64)

type Verify = (input: string, signature: string) => Promise<boolean>

/** Each way of verifying: what one of them refuses, the other one has to refuse, too. */
const platforms: Readonly<Record<string, (name: AlgorithmName, key: KeyObject) => Promise<Verify>>> = {
  async 'node:crypto'(name, key) {
    const verify = rowOf(name).verifierOf(key)
    return async (input, signature) => verify(input, signature)
  },
  async WebCrypto(name, key) {
    return (await importKey(draftKey(key.export({ format: 'jwk' }) as Jwk, rowOf(name)), undefined)).verify
  },
}

function rowOf(name: AlgorithmName) {
  const row = findAlgorithm(name)
  assert.ok(row)
  return row
}

test('algorithm names are case-sensitive and do not come from the prototype', () => {
  for (const name of [
    'none',
    'None',
    'hs256',
    'HS256 ',
    '',
    'constructor',
    '__proto__',
    'toString',
    'ES256K',
    'ES521',
  ]) {
    assert.equal(findAlgorithm(name), undefined)
  }
})

for (const [platform, verifierOf] of Object.entries(platforms)) {
  for (const name of algorithmNames) {
    const algorithm = rowOf(name)
    test(`${platform}: ${name}: a signature verifies for its input and for nothing else`, async () => {
      const material = algorithm.keyType === 'secret' ? secret : generateKeyPair(name).privatePem
      const key = createSigningKey(material, algorithm, undefined)
      const verify = await verifierOf(name, toNodeKey(key.verifyingKey))
      // An ECDSA integer begins with a zero byte once in 256: 300 rounds of two integers hit that case.
      for (let round = 0; round < (name === 'ES256' ? 300 : 10); round += 1) {
        const signature = key.sign(`message ${round}`)
        assert.ok(await verify(`message ${round}`, signature))
        assert.ok(!(await verify(`message ${round}!`, signature)))
      }
      const text = key.sign('message')
      const signature = Buffer.from(text, 'base64url')
      const others = [
        signature.subarray(1),
        Buffer.concat([signature, Buffer.alloc(1)]),
        Buffer.alloc(signature.length),
      ]
      for (const other of others) assert.ok(!(await verify('message', other.toString('base64url'))))
      // The last one has the signature's characters when each is cut to one byte.
      const respelled = ['', `${text}=`, `${text}\n`, `${text.slice(0, -1)}\u{1F600}`, cutTo(text)]
      for (const spelling of respelled) assert.ok(!(await verify('message', spelling)))
    })
  }

  test(`${platform}: an ECDSA signature in DER is refused: JWS allows only r || s`, async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const der = sign('sha256', Buffer.from('message'), privateKey)
    assert.equal(der[0], 0x30)
    const verify = await verifierOf('ES256', publicKey)
    assert.equal(await verify('message', der.toString('base64url')), false)
  })

  test(`${platform}: a PSS signature is refused when its salt is not as long as the digest`, async () => {
    const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const padding = constants.RSA_PKCS1_PSS_PADDING
    const saltOf = (saltLength: number) =>
      sign('sha256', Buffer.from('message'), { key, padding, saltLength }).toString('base64url')
    const verify = await verifierOf('PS256', publicKey)
    assert.equal(await verify('message', saltOf(32)), true)
    for (const length of [0, 20, 31, 33, 64]) assert.equal(await verify('message', saltOf(length)), false)
  })

  for (const name of ['RS256', 'PS256', 'PS384', 'PS512'] as const) {
    test(`${platform}: ${name}: a signature that begins with a zero byte is refused without it`, async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const [signText, verify] = [rowOf(name).signerOf(privateKey), await verifierOf(name, publicKey)]
      const signatureOf = (round: number) => Buffer.from(signText(`message ${round}`), 'base64url')
      let round = 0
      let signature = signatureOf(0)
      // One in 256 begins so.
      while (signature[0] !== 0) {
        round += 1
        signature = signatureOf(round)
      }
      const isAccepted = (bytes: Uint8Array) => verify(`message ${round}`, Buffer.from(bytes).toString('base64url'))
      assert.equal(await isAccepted(signature), true)
      assert.equal(await isAccepted(signature.subarray(1)), false)
      assert.equal(await isAccepted(Buffer.concat([Buffer.alloc(1), signature])), false)
    })
  }

  test(`${platform}: a PSS signature is as long as a modulus that fills no whole byte`, async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2049 })
    const verify = await verifierOf('PS256', publicKey)
    assert.equal(await verify('message', rowOf('PS256').signerOf(privateKey)('message')), true)
  })
}

/** Another text, whose characters have the same lower bytes. */
function cutTo(text: string): string {
  return String.fromCharCode(...[...text].map((letter, index) => letter.charCodeAt(0) + (index === 0 ? 0x100 : 0)))
}
