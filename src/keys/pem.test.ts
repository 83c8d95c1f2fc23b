import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { KeyringError } from './faults.ts'
import { createKeyring, createVerifyingKeyring } from './keyring.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }))
const publicPem = String(publicKey.export({ format: 'pem', type: 'spki' }))

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'escaped line breaks': text => text.replaceAll('\n', '\\n'),
  'escaped line breaks of Windows': text => text.replaceAll('\n', '\\r\\n'),
  'line breaks of Windows': text => text.replaceAll('\n', '\r\n'),
  'double quotes left around it': text => `"${text.replaceAll('\n', '\\n')}"`,
  'single quotes left around it': text => `'${text}'`,
  'blanks around it': text => `  ${text}\n\n`,
}

for (const [what, spell] of Object.entries(spellings)) {
  test(`PEM with ${what} is understood, for signing and for verifying`, () => {
    const signing = createKeyring({ algorithm: 'ES256', signingKey: spell(pem), verifyingKey: spell(publicPem) })
    const verifying = createVerifyingKeyring([{ algorithm: 'ES256', key: spell(publicPem) }])
    assert.ok(signing.signing.verifyingKey.equals(publicKey))
    assert.ok(verifying.keys[0]?.verifyingKey.equals(publicKey))
  })
}

const unreadable: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'its first line alone': [pem.split('\n')[0] ?? '', /"-----END \.\.\.", is missing/],
  'base64 of a PEM': [Buffer.from(pem).toString('base64'), /base64 of a PEM/],
  'the name of a file': ['/run/secrets/key.pem', /name of a file.*_FILE/s],
  'other text': ['not a key', /pass unencrypted PEM/],
}

for (const [what, [text, says]] of Object.entries(unreadable)) {
  test(`${what} is refused as a key, with what it is`, () => {
    assert.throws(
      () => createKeyring({ algorithm: 'ES256', signingKey: text }),
      (error: unknown) => error instanceof KeyringError && says.test(error.message),
    )
  })
}

test('a shared secret with a line break at its end is refused in a verifying service too', () => {
  const key = 'a test secret of more than thirty-two bytes\n'
  assert.throws(() => createVerifyingKeyring([{ algorithm: 'HS256', key }]), /line break or blanks around it/)
})
