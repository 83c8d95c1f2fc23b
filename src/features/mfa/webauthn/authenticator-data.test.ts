import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAuthenticatorData } from './authenticator-data.ts'
import { orRefused } from './refusal.ts'
import { assertOnce, createAuthenticator, flag } from './tests/authenticator.ts'
import { createDice } from './tests/dice.ts'
import { type Encodable, Entries, encodeCbor } from './tests/encode-cbor.ts'

const dice = createDice('authenticator data')
const authenticator = createAuthenticator(-7, dice.bytes(16))
const asked = { challenge: dice.bytes(32), origin: 'https://example.com', rpId: 'example.com' }
const aaguid = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

function dataOf(flags: number, ...rest: readonly Uint8Array[]): Buffer {
  const { authenticatorData } = assertOnce(authenticator, { ...asked, flags, counter: 2 ** 32 - 2 })
  return Buffer.concat([authenticatorData, ...rest])
}

/** The words of the refusal; `undefined` where there is none. */
function refusalOf(bytes: Uint8Array): string | undefined {
  const answer = orRefused(() => ({ outcome: 'read' as const, data: readAuthenticatorData(bytes) }))
  return answer.outcome === 'refused' ? answer.detail : undefined
}

test('each flag says its own thing, and those that are reserved say nothing', () => {
  const names = ['isUserPresent', 'isUserVerified', 'isBackupEligible', 'isBackedUp'] as const
  const said = (flags: number) => names.filter(name => readAuthenticatorData(dataOf(flags))[name])
  assert.deepEqual(
    [0x01, 0x04, 0x08, 0x10].map(said),
    names.map(name => [name]),
  )
  assert.deepEqual(said(0x22), [])
  assert.equal(readAuthenticatorData(dataOf(0)).counter, 2 ** 32 - 2)
})

test('the credential is read, with a copy of its id', () => {
  const bytes = dataOf(flag.attested, aaguid, Buffer.from([0, 16]), authenticator.id, encodeCbor(1))
  const { attested } = readAuthenticatorData(bytes)
  bytes.fill(0)
  assert.deepEqual(Buffer.from(attested?.id ?? []), authenticator.id)
  assert.equal(attested?.aaguid, '00112233-4455-6677-8899-aabbccddeeff')
  assert.equal(attested?.publicKey, 1)
})

test('data that ends too early says where', () => {
  const whole = dataOf(flag.attested, aaguid, Buffer.from([0, 16]), authenticator.id, encodeCbor(1))
  const words = new Map(Array.from({ length: whole.length }, (_, end) => [refusalOf(whole.subarray(0, end)), end]))
  assert.deepEqual(
    words,
    new Map([
      ['authenticator data that is too short', 36],
      ['authenticator data that ends before the credential id', 54],
      ['authenticator data that ends within the credential id', 70],
      ['CBOR that ends too early', 71],
    ]),
  )
  assert.equal(refusalOf(whole), undefined)
  assert.equal(refusalOf(Buffer.concat([whole, Buffer.alloc(1)])), 'bytes after the end of the authenticator data')
})

test('extensions are a map by names, in the shortest form', () => {
  const refused = (extensions: Encodable) => refusalOf(dataOf(flag.extensions, encodeCbor(extensions)))
  assert.equal(refused(new Entries([])), undefined)
  assert.equal(
    refused(
      new Entries([
        ['hmac-secret', Buffer.alloc(64)],
        ['x', new Entries([[1, true]])],
      ]),
    ),
    undefined,
  )
  assert.equal(refused([]), 'extensions that are no map')
  assert.equal(
    refused(
      new Entries([
        ['x', 1],
        [1, 1],
      ]),
    ),
    'an extension without a name',
  )
  const wide = Buffer.from('a16178190020', 'hex')
  assert.equal(refusalOf(dataOf(flag.extensions, wide)), 'a CBOR number that is not in its shortest form')
})
