import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExpectedCeremony } from './ceremony.ts'
import type { PasskeyFault } from './refusal.ts'
import {
  algorithms,
  createAuthenticator,
  flag,
  presentAndVerified,
  type Registration,
  register,
} from './tests/authenticator.ts'
import { createDice } from './tests/dice.ts'
import { type Encodable, Entries, Raw } from './tests/encode-cbor.ts'
import { verifyRegistration } from './verify-registration.ts'

const dice = createDice('registration')
const expected: ExpectedCeremony = {
  challenge: dice.bytes(32),
  origins: ['https://example.com', 'https://accounts.example.com'],
  rpId: 'example.com',
  requireUserVerification: true,
}
const usual: Registration = { challenge: expected.challenge, origin: 'https://example.com', rpId: 'example.com' }
const authenticator = createAuthenticator(-7, dice.bytes(32))
const base = presentAndVerified | flag.attested

function reasonOf(change: Partial<Registration>, asked: Partial<ExpectedCeremony> = {}): PasskeyFault | undefined {
  const answer = verifyRegistration({ ...expected, ...asked }, register(authenticator, { ...usual, ...change }))
  return answer.outcome === 'refused' ? answer.reason : undefined
}

test('a registration of each algorithm gives the passkey to store', () => {
  for (const algorithm of algorithms) {
    const each = createAuthenticator(algorithm, dice.bytes(32))
    const flags = base | flag.eligible | flag.backedUp
    const answer = verifyRegistration(expected, {
      ...register(each, { ...usual, flags, counter: 7 }),
      transports: ['internal', 'hybrid', 'internal', 'smoke-signals', 'NOT A WORD'],
      id: each.id,
    })
    assert.ok(answer.outcome === 'verified')
    const { publicKey, id, ...rest } = answer.credential
    assert.deepEqual(Buffer.from(id), each.id)
    assert.ok(publicKey.length > 40)
    assert.deepEqual(rest, {
      algorithm,
      counter: 7,
      isUserVerified: true,
      isBackupEligible: true,
      isBackedUp: true,
      aaguid: '00000000-0000-0000-0000-000000000000',
      transports: ['hybrid', 'internal', 'smoke-signals'],
    })
  }
})

test('each refusal has its reason', () => {
  assert.equal(reasonOf({}), undefined)
  assert.equal(reasonOf({ challenge: dice.bytes(32) }), 'wrong_challenge')
  assert.equal(reasonOf({ origin: 'https://example.com.attacker.example' }), 'wrong_origin')
  assert.equal(reasonOf({ origin: 'https://www.example.com' }), 'wrong_origin')
  assert.equal(reasonOf({ clientData: { type: 'webauthn.get' } }), 'wrong_type')
  assert.equal(reasonOf({ clientData: { crossOrigin: true } }), 'cross_origin')
  assert.equal(reasonOf({ clientData: { topOrigin: 'https://example.com' } }), 'cross_origin')
  assert.equal(reasonOf({ clientData: { crossOrigin: undefined } }), undefined)
  assert.equal(reasonOf({ rpId: 'accounts.example.com' }), 'wrong_rp_id')
  assert.equal(reasonOf({ flags: base & ~flag.present }), 'not_user_present')
  assert.equal(reasonOf({ flags: base & ~flag.verified }), 'not_user_verified')
  assert.equal(reasonOf({ flags: base & ~flag.verified }, { requireUserVerification: false }), undefined)
  assert.equal(reasonOf({ flags: base | flag.backedUp }), 'bad_backup_flags')
  assert.equal(reasonOf({ flags: presentAndVerified }), 'malformed')
  assert.equal(reasonOf({ id: dice.bytes(15) }), 'malformed')
  assert.equal(reasonOf({ id: dice.bytes(1023) }), undefined)
  assert.equal(reasonOf({ id: dice.bytes(1024) }), 'malformed')
  assert.equal(reasonOf({ rest: Buffer.alloc(1) }), 'malformed')
  assert.equal(
    reasonOf({
      coseKey: new Entries([
        [1, 2],
        [3, -35],
        [-1, 2],
      ]),
    }),
    'unsupported_algorithm',
  )
})

test('a registration without a credential is none', () => {
  const entries = ({ fmt, attStmt, authData }: Readonly<Record<string, Encodable>>) => {
    const head = authData instanceof Uint8Array ? authData.subarray(0, 37) : Buffer.alloc(0)
    return new Entries([
      ['fmt', fmt ?? ''],
      ['attStmt', attStmt ?? ''],
      ['authData', head],
    ])
  }
  assert.equal(reasonOf({ flags: presentAndVerified, entries }), 'malformed')
})

test('client data is a JSON object in UTF-8, of one page and no token binding', () => {
  const given = register(authenticator, usual)
  const refused = (clientDataJSON: Uint8Array) => {
    const answer = verifyRegistration(expected, { ...given, clientDataJSON })
    return answer.outcome === 'refused' ? answer.reason : undefined
  }
  const text = given.clientDataJSON.toString()
  const odd = ['', 'null', '1', '"x"', text.slice(1), `${text} x`, `\ufeff${text}`, `${' '.repeat(8192)}${text}`]
  for (const each of odd) assert.equal(refused(Buffer.from(each)), 'malformed', each)
  assert.equal(refused(Buffer.from('[]')), 'wrong_type')
  assert.equal(
    refused(Buffer.concat([given.clientDataJSON.subarray(0, -1), Buffer.from(',"x":"\xff"}', 'latin1')])),
    'malformed',
  )
  assert.equal(refused(Buffer.from(`${text.slice(0, -1)},"origin":"https://attacker.example"}`)), 'wrong_origin')
  assert.equal(reasonOf({ clientData: { tokenBinding: { status: 'supported' } } }), 'malformed')
  assert.equal(reasonOf({ clientData: { crossOrigin: null } }), 'cross_origin')
})

test('an empty or short challenge of ours, or no origin of ours, lets nothing in', () => {
  for (const length of [0, 15]) {
    const challenge = Buffer.alloc(length)
    assert.equal(reasonOf({ challenge }, { challenge }), 'wrong_challenge')
  }
  assert.equal(reasonOf({}, { origins: [] }), 'wrong_origin')
})

test('the id beside a registration has to be the one in it', () => {
  const given = register(authenticator, usual)
  const answer = verifyRegistration(expected, { ...given, id: dice.bytes(32) })
  assert.ok(answer.outcome === 'refused' && answer.reason === 'wrong_credential_id')
})

test('a self attestation has to be signed by the key', () => {
  assert.equal(reasonOf({ format: 'packed' }), undefined)
  const statement = (alg: Encodable, sig: Encodable) =>
    new Entries([
      ['alg', alg],
      ['sig', sig],
    ])
  assert.equal(reasonOf({ format: 'packed', statement: statement(-7, dice.bytes(70)) }), 'bad_signature')
  assert.equal(reasonOf({ format: 'packed', statement: statement(-8, dice.bytes(64)) }), 'malformed')
  assert.equal(reasonOf({ format: 'packed', statement: statement(-7, null) }), 'malformed')
  assert.equal(reasonOf({ format: 'packed', statement: [] }), 'malformed')
})

test('statements of manufacturers and unknown formats are ignored, and the aaguid is no one’s word for anything', () => {
  const x5c: Encodable = [Buffer.alloc(900), Buffer.alloc(900)]
  const statement = new Entries([
    ['alg', -7],
    ['sig', Buffer.alloc(70)],
    ['x5c', x5c],
  ])
  assert.equal(reasonOf({ format: 'packed', statement }), undefined)
  for (const format of ['fido-u2f', 'tpm', 'android-key', 'android-safetynet', 'apple', 'of-tomorrow']) {
    const entries = ({ authData }: { readonly authData: Encodable }) =>
      new Entries([
        ['fmt', format],
        ['attStmt', statement],
        ['authData', authData],
      ])
    assert.equal(reasonOf({ entries }), undefined, format)
  }
  const compound = ({ authData }: { readonly authData: Encodable }) =>
    new Entries([
      ['fmt', 'compound'],
      [
        'attStmt',
        [
          new Entries([
            ['fmt', 'tpm'],
            ['attStmt', statement],
          ]),
        ],
      ],
      ['authData', authData],
    ])
  assert.equal(reasonOf({ entries: compound }), undefined)
})

test('a statement of the format none is empty', () => {
  assert.equal(reasonOf({ statement: new Entries([['alg', -7]]) }), 'malformed')
  assert.equal(reasonOf({ statement: [] }), 'malformed')
})

test('an attestation object as Android libraries write it is read', () => {
  const entries = ({ authData }: { readonly authData: Encodable }) => {
    const data = authData instanceof Uint8Array ? authData : Buffer.alloc(0)
    const wide = new Raw(0x59, 0, data.length, ...data)
    return new Entries([
      ['authData', wide],
      ['fmt', 'none'],
      ['attStmt', new Entries([])],
    ])
  }
  assert.equal(reasonOf({ entries }), undefined)
})
