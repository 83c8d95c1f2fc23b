/**
 * Asks our verifier and the oracle the same thousands of questions, and counts who accepts what. Damage and forgeries are
 * the same in each run with the same seed; keys are new.
 */
import assert from 'node:assert/strict'
import type { ExpectedCeremony } from '../ceremony.ts'
import { type StoredPasskey, verifyAssertion } from '../verify-assertion.ts'
import { verifyRegistration } from '../verify-registration.ts'
import {
  type Asserted,
  type Authenticator,
  assertOnce,
  presentAndVerified,
  type Registered,
  register,
} from './authenticator.ts'
import { createDice, type Dice, damages } from './dice.ts'
import { commonForgeries, site } from './forged-ceremonies.ts'
import { registrationForgeries, statementForgeries } from './forged-registrations.ts'
import { type OracleCredential, oracleAsserts, oracleRegisters } from './oracle.ts'

export interface Tally {
  both: number
  neither: number
  /** What the oracle alone accepts, by the words of our refusal. */
  readonly stricter: Map<string, number>
  /** What ours alone accepts: the words of the oracle, and the bytes. */
  readonly laxer: string[]
}

export interface Questions {
  readonly authenticators: readonly Authenticator[]
  readonly seed: string
  /** How often each forgery is tried. */
  readonly forged: number
  /** How often each kind of damage is done to each part. */
  readonly damaged: number
}

export async function compareRegistrations(questions: Questions): Promise<Tally> {
  const tally = newTally()
  for (const authenticator of questions.authenticators) {
    const dice = createDice(`registrations ${authenticator.algorithm} ${questions.seed}`)
    const expected = expectedFor(dice)
    for (const format of ['none', 'packed'] as const) {
      const usual = { ...site, challenge: expected.challenge, format }
      const forgeries = format === 'none' ? registrationForgeries : { ...registrationForgeries, ...statementForgeries }
      await compareRegistration(tally, 'good', expected, register(authenticator, usual))
      for (const [kind, change] of repeated(forgeries, questions.forged)) {
        const given = register(authenticator, { ...usual, ...change(dice, usual, authenticator) })
        await compareRegistration(tally, kind, askedOtherwise(dice, expected), given)
      }
      for (const [kind, given] of damage(dice, questions.damaged, register(authenticator, usual))) {
        await compareRegistration(tally, kind, expected, given)
      }
    }
  }
  return tally
}

export async function compareAssertions(questions: Questions): Promise<Tally> {
  const tally = newTally()
  for (const authenticator of questions.authenticators) {
    const dice = createDice(`assertions ${authenticator.algorithm} ${questions.seed}`)
    const expected = expectedFor(dice)
    const stored = await storedFor(expected, authenticator)
    const usual = { ...site, challenge: expected.challenge, counter: 43 }
    await compareAssertion(tally, 'good', expected, stored, assertOnce(authenticator, usual))
    for (const [kind, change] of repeated(commonForgeries(presentAndVerified), questions.forged)) {
      const given = assertOnce(authenticator, { ...usual, ...change(dice, usual) })
      await compareAssertion(tally, kind, askedOtherwise(dice, expected), stored, given)
    }
    for (const [kind, given] of damage(dice, questions.damaged, assertOnce(authenticator, usual))) {
      await compareAssertion(tally, kind, expected, stored, given)
    }
    for (const other of questions.authenticators.filter(each => each !== authenticator)) {
      await compareAssertion(tally, 'another key', expected, stored, assertOnce(other, usual))
    }
  }
  return tally
}

function newTally(): Tally {
  return { both: 0, neither: 0, stricter: new Map(), laxer: [] }
}

function expectedFor(dice: Dice): ExpectedCeremony {
  return { challenge: dice.bytes(32), origins: [site.origin], rpId: site.rpId, requireUserVerification: true }
}

/** One time in four without user verification. */
function askedOtherwise(dice: Dice, expected: ExpectedCeremony): ExpectedCeremony {
  return { ...expected, requireUserVerification: dice.below(4) > 0 }
}

function repeated<T>(rows: Readonly<Record<string, T>>, often: number): readonly (readonly [string, T])[] {
  return Array.from({ length: often }, () => Object.entries(rows)).flat()
}

function* damage<T extends Registered | Asserted>(dice: Dice, often: number, good: T): Generator<readonly [string, T]> {
  for (const [part, bytes] of Object.entries(good)) {
    for (const [kind, change] of repeated(damages, often)) {
      yield [`${part}: ${kind}`, { ...good, [part]: change(dice, bytes) }]
    }
  }
}

async function compareRegistration(tally: Tally, kind: string, expected: ExpectedCeremony, given: Registered) {
  const ours = verifyRegistration(expected, given)
  const oracle = await oracleRegisters(expected, given)
  const answer = ours.outcome === 'refused' ? ours.detail : true
  count(tally, kind, answer, typeof oracle === 'string' ? oracle : true, given)
  if (ours.outcome !== 'verified' || typeof oracle === 'string') return
  assert.equal(Buffer.from(ours.credential.id).toString('base64url'), oracle.id)
  assert.equal(ours.credential.counter, oracle.counter)
}

interface Stored {
  readonly ours: StoredPasskey
  readonly oracle: OracleCredential
}

async function storedFor(expected: ExpectedCeremony, authenticator: Authenticator): Promise<Stored> {
  const given = register(authenticator, { ...site, challenge: expected.challenge, counter: 42 })
  const ours = verifyRegistration(expected, given)
  const oracle = await oracleRegisters(expected, given)
  assert.ok(ours.outcome === 'verified' && typeof oracle !== 'string')
  return { ours: ours.credential, oracle }
}

/** A counter that did not grow is a refusal of the oracle; ours reports it. */
async function compareAssertion(
  tally: Tally,
  kind: string,
  expected: ExpectedCeremony,
  stored: Stored,
  given: Asserted,
) {
  const ours = verifyAssertion({ ...expected, credential: stored.ours }, given)
  const oracle = await oracleAsserts(expected, stored.oracle, given)
  const answer = ours.outcome === 'refused' ? ours.detail : ours.isCounterStale ? 'a stale counter' : true
  count(tally, kind, answer, oracle, given)
}

function count(tally: Tally, kind: string, ours: true | string, oracle: true | string, given: Registered | Asserted) {
  if (kind === 'good') assert.deepEqual([ours, oracle], [true, true])
  if (ours === true && oracle === true) tally.both += 1
  else if (ours === true) tally.laxer.push(`${kind}: ${oracle} ${asHex(given)}`)
  else if (oracle === true) tally.stricter.set(ours, (tally.stricter.get(ours) ?? 0) + 1)
  else tally.neither += 1
}

function asHex(given: Registered | Asserted): string {
  return Object.entries(given)
    .map(([part, bytes]) => `${part} ${bytes.toString('hex')}`)
    .join(' ')
}
