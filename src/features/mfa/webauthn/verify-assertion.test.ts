import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ExpectedCeremony } from './ceremony.ts'
import {
  algorithms,
  assertOnce,
  type Ceremony,
  createAuthenticator,
  flag,
  presentAndVerified,
  register,
} from './tests/authenticator.ts'
import { createDice } from './tests/dice.ts'
import { type ExpectedAssertion, type StoredPasskey, verifyAssertion } from './verify-assertion.ts'
import { verifyRegistration } from './verify-registration.ts'

const dice = createDice('assertion')
const expected: ExpectedCeremony = {
  challenge: dice.bytes(32),
  origins: ['https://example.com'],
  rpId: 'example.com',
  requireUserVerification: true,
}
const usual: Ceremony = { challenge: expected.challenge, origin: 'https://example.com', rpId: 'example.com' }
const passkeys = algorithms.map(algorithm => {
  const authenticator = createAuthenticator(algorithm, dice.bytes(32))
  const answer = verifyRegistration(expected, register(authenticator, usual))
  assert.ok(answer.outcome === 'verified')
  return { authenticator, stored: answer.credential }
})

function answersTo(
  change: Partial<Ceremony>,
  stored: Partial<StoredPasskey> = {},
  asked: Partial<ExpectedAssertion> = {},
) {
  return passkeys.map(({ authenticator, stored: usualStored }) => {
    const credential = { ...usualStored, ...stored }
    return verifyAssertion({ ...expected, credential, ...asked }, assertOnce(authenticator, { ...usual, ...change }))
  })
}

function reasonOf(...asked: Parameters<typeof answersTo>): string | undefined {
  const reasons = answersTo(...asked).map(answer => (answer.outcome === 'refused' ? answer.reason : undefined))
  assert.equal(new Set(reasons).size, 1, 'the same for each algorithm')
  return reasons[0]
}

test('a passkey of each algorithm signs in', () => {
  for (const answer of answersTo({})) {
    assert.deepEqual(answer, {
      outcome: 'verified',
      counter: 0,
      isUserVerified: true,
      isBackedUp: false,
      isCounterStale: false,
    })
  }
})

test('each refusal has its reason', () => {
  assert.equal(reasonOf({ challenge: dice.bytes(32) }), 'wrong_challenge')
  assert.equal(reasonOf({ origin: 'http://example.com' }), 'wrong_origin')
  assert.equal(reasonOf({ clientData: { type: 'webauthn.create' } }), 'wrong_type')
  assert.equal(reasonOf({ clientData: { crossOrigin: true } }), 'cross_origin')
  assert.equal(reasonOf({ rpId: 'example.org' }), 'wrong_rp_id')
  assert.equal(reasonOf({ flags: flag.verified }), 'not_user_present')
  assert.equal(reasonOf({ flags: flag.present }), 'not_user_verified')
  assert.equal(reasonOf({ flags: presentAndVerified | flag.backedUp }), 'bad_backup_flags')
  assert.equal(reasonOf({ flags: presentAndVerified | flag.eligible }), 'backup_eligibility_changed')
  assert.equal(reasonOf({}, { isBackupEligible: true }), 'backup_eligibility_changed')
  assert.equal(reasonOf({ extensions: Buffer.from([0xa0]) }), 'malformed')
  assert.equal(reasonOf({ flags: presentAndVerified | flag.extensions, extensions: Buffer.from([0xa0]) }), undefined)
  assert.equal(reasonOf({}, { publicKey: dice.bytes(91) }), 'bad_stored_key')
})

test('without user verification it says so, where that is allowed', () => {
  for (const answer of answersTo({ flags: flag.present }, {}, { requireUserVerification: false })) {
    assert.ok(answer.outcome === 'verified' && !answer.isUserVerified)
  }
})

test('a signature of another key, or over other bytes, opens nothing', () => {
  for (const { authenticator, stored } of passkeys) {
    const good = assertOnce(authenticator, usual)
    const changed = {
      ...good,
      authenticatorData: assertOnce(authenticator, { ...usual, counter: 1 }).authenticatorData,
    }
    const other = assertOnce(createAuthenticator(authenticator.algorithm, dice.bytes(32)), usual)
    for (const given of [changed, { ...good, signature: other.signature }, { ...good, signature: Buffer.alloc(0) }]) {
      const answer = verifyAssertion({ ...expected, credential: stored }, given)
      assert.ok(answer.outcome === 'refused' && answer.reason === 'bad_signature')
    }
  }
})

test('a registration is no assertion', () => {
  for (const { authenticator, stored } of passkeys) {
    const { clientDataJSON } = register(authenticator, usual)
    const answer = verifyAssertion(
      { ...expected, credential: stored },
      { ...assertOnce(authenticator, usual), clientDataJSON },
    )
    assert.ok(answer.outcome === 'refused' && answer.reason === 'wrong_type')
  }
})

test('a counter that does not grow is reported; one that is always 0 is not', () => {
  const stale = (stored: number, counter: number) =>
    answersTo({ counter }, { counter: stored }).map(answer => answer.outcome === 'verified' && answer.isCounterStale)
  assert.deepEqual(stale(0, 0), [false, false, false])
  assert.deepEqual(stale(5, 6), [false, false, false])
  assert.deepEqual(stale(0, 1), [false, false, false])
  for (const [stored, counter] of [
    [5, 5],
    [5, 4],
    [5, 0],
    [2 ** 32 - 1, 0],
  ] as const) {
    assert.deepEqual(stale(stored, counter), [true, true, true], `${stored} ${counter}`)
  }
})

test('a copy that was made since is told', () => {
  const flags = presentAndVerified | flag.eligible | flag.backedUp
  for (const answer of answersTo({ flags }, { isBackupEligible: true })) {
    assert.ok(answer.outcome === 'verified' && answer.isBackedUp)
  }
})
