import assert from 'node:assert/strict'
import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { algorithmNames } from './algorithm-table.ts'
import { findAlgorithm } from './algorithms.ts'
import { generateKeyPair } from './generate.ts'
import { createSigningKey } from './key.ts'

const secret = 's'.repeat(64)

for (const name of algorithmNames) {
  const algorithm = findAlgorithm(name)
  assert.ok(algorithm)

  test(`${name}: a signature verifies for its input and for nothing else`, () => {
    const material = algorithm.keyType === 'secret' ? secret : generateKeyPair(name).privatePem
    const key = createSigningKey(material, algorithm, undefined)
    // An ECDSA integer begins with a zero byte once in 256: 300 rounds of two integers hit that case.
    for (let round = 0; round < (name === 'ES256' ? 300 : 10); round += 1) {
      const signature = key.sign(`message ${round}`)
      assert.ok(key.verify(`message ${round}`, signature))
      assert.ok(!key.verify(`message ${round}!`, signature))
    }
    const text = key.sign('message')
    const signature = Buffer.from(text, 'base64url')
    const others = [signature.subarray(1), Buffer.concat([signature, Buffer.alloc(1)]), Buffer.alloc(signature.length)]
    for (const other of others) assert.ok(!key.verify('message', other.toString('base64url')))
    // The last one has the signature's characters when each is cut to one byte.
    const respelled = ['', `${text}=`, `${text}\n`, `${text.slice(0, -1)}\u{1F600}`, cutTo(text)]
    for (const spelling of respelled) assert.ok(!key.verify('message', spelling))
  })
}

/** Another text, whose characters have the same lower bytes. */
function cutTo(text: string): string {
  return String.fromCharCode(...[...text].map((letter, index) => letter.charCodeAt(0) + (index === 0 ? 0x100 : 0)))
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

test('an ECDSA signature in DER is refused: JWS allows only r || s', () => {
  const es256 = findAlgorithm('ES256')
  assert.ok(es256)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = sign('sha256', Buffer.from('message'), privateKey)
  assert.equal(der[0], 0x30)
  assert.equal(es256.verifierOf(publicKey)('message', der.toString('base64url')), false)
})

test('a PSS signature is refused when its salt is not as long as the digest', () => {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const ps256 = findAlgorithm('PS256')
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltOf = (saltLength: number) =>
    sign('sha256', Buffer.from('message'), { key, padding, saltLength }).toString('base64url')
  const verify = ps256?.verifierOf(publicKey)
  assert.equal(verify?.('message', saltOf(32)), true)
  for (const length of [0, 20, 31, 33, 64]) assert.equal(verify?.('message', saltOf(length)), false)
})

for (const name of ['RS256', 'PS256', 'PS384', 'PS512']) {
  test(`${name}: a signature that begins with a zero byte is refused without it`, () => {
    const algorithm = findAlgorithm(name)
    assert.ok(algorithm)
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const [signText, verify] = [algorithm.signerOf(privateKey), algorithm.verifierOf(publicKey)]
    const signatureOf = (round: number) => Buffer.from(signText(`message ${round}`), 'base64url')
    let round = 0
    let signature = signatureOf(0)
    // One in 256 begins so.
    while (signature[0] !== 0) {
      round += 1
      signature = signatureOf(round)
    }
    const isAccepted = (bytes: Uint8Array) => verify(`message ${round}`, Buffer.from(bytes).toString('base64url'))
    assert.equal(isAccepted(signature), true)
    assert.equal(isAccepted(signature.subarray(1)), false)
    assert.equal(isAccepted(Buffer.concat([Buffer.alloc(1), signature])), false)
  })
}

test('a PSS signature is as long as a modulus that fills no whole byte', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2049 })
  const ps256 = findAlgorithm('PS256')
  assert.ok(ps256)
  assert.equal(ps256.verifierOf(publicKey)('message', ps256.signerOf(privateKey)('message')), true)
})
