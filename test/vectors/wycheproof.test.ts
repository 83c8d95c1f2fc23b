/** Every vector in Wycheproof's JOSE files, with its expected `result`. README.md lists where we are stricter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVerifyingKeyring } from '../../src/keys/keyring.ts'
import {
  check,
  readPromises,
  readVectors,
  ringOf,
  type Vector,
  type VectorFile,
  type VectorGroup,
  validateWith,
} from './read-vectors.ts'

const promises = readPromises()

for (const name of ['signature', 'key', 'crypto', 'encryption']) {
  const path = `wycheproof/json_web_${name}_test.json`
  const file = readVectors<VectorFile>(path)
  const all = file.testGroups.flatMap(group => group.tests.map(vector => ({ group, vector })))
  const promised = promises.get(path)
  const stricter = new Set(promised?.deviations)

  test(`${path}: every invalid vector is refused`, () => {
    const invalid = all.filter(({ vector }) => vector.result === 'invalid')
    const accepted = invalid.filter(({ group, vector }) => verdictOn(group, vector) === 'accepted')
    assert.deepEqual(
      accepted.map(({ vector }) => vector.tcId).filter(id => !stricter.has(id)),
      [],
    )
    assert.ok(invalid.length > 0)
  })

  test(`${path}: every valid vector is accepted, except for the deviations in README.md`, () => {
    const refused = all.filter(({ vector }) => vector.result === 'valid').filter(each => isRefused(each))
    assert.deepEqual(
      refused.map(({ vector }) => vector.tcId).filter(id => !stricter.has(id)),
      [],
    )
  })

  test(`${path}: the counts in README.md are right, and its deviations exist`, () => {
    const accepted = all.filter(each => !isRefused(each)).length
    const deviations = all.filter(each => isRefused(each) !== (each.vector.result === 'invalid'))
    assert.deepEqual(promised, {
      file: path,
      tests: file.numberOfTests,
      accepted,
      refused: file.numberOfTests - accepted,
      deviations: deviations.map(({ vector }) => vector.tcId),
    })
  })
}

test('a JWE is refused by a verifier with a signature key (sign/encrypt confusion)', () => {
  const ring = createVerifyingKeyring([{ algorithm: 'HS256', key: 'k'.repeat(32) }])
  const tokens = ['crypto', 'encryption'].flatMap(name =>
    readVectors<VectorFile>(`wycheproof/json_web_${name}_test.json`)
      .testGroups.flatMap(group => group.tests)
      .flatMap(({ jwe }) => (jwe === undefined ? [] : [jwe])),
  )
  assert.equal(tokens.length, 34 + 139)
  assert.deepEqual(new Set(tokens.map(token => validateWith(ring, token))), new Set(['refused']))
})

test('a vector is refused for its signature, not because its key could not be read', () => {
  const { testGroups } = readVectors<VectorFile>('wycheproof/json_web_signature_test.json')
  const unusable = testGroups.filter(group => !makesRing(group)).flatMap(group => group.tests)
  assert.deepEqual(
    unusable.map(vector => vector.tcId),
    [347, 351, 353, 354, 355, 356],
  )
})

function makesRing(group: VectorGroup): boolean {
  try {
    return ringOf(group).keys.length > 0
  } catch {
    return false
  }
}

function isRefused({ group, vector }: { readonly group: VectorGroup; readonly vector: Vector }): boolean {
  return verdictOn(group, vector) === 'refused'
}

function verdictOn(group: VectorGroup, vector: Vector) {
  return check(group, vector.jws ?? vector.jwe)
}
