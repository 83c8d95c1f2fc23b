/** Every vector in Wycheproof's JOSE files, with its expected `result`. README.md lists where we are stricter. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Implementation, implementations } from './implementations.ts'
import {
  check,
  keysOf,
  readPromises,
  readVectors,
  type VectorFile,
  type VectorGroup,
  verdictOf,
} from './read-vectors.ts'

const promises = readPromises()

for (const each of implementations) {
  for (const name of ['signature', 'key', 'crypto', 'encryption']) {
    const path = `wycheproof/json_web_${name}_test.json`
    const file = readVectors<VectorFile>(path)
    const all = file.testGroups.flatMap(group => group.tests.map(vector => ({ group, vector })))

    test(`${each.name}: ${path}: invalid vectors are refused and valid ones accepted, except for README.md's deviations`, async () => {
      const seen = await Promise.all(
        all.map(async ({ group, vector }) => ({ vector, verdict: await check(each, group, vector.jws ?? vector.jwe) })),
      )
      const accepted = seen.filter(({ verdict }) => verdict === 'accepted').length
      const expected = (result: string) => (result === 'invalid' ? 'refused' : 'accepted')
      const deviations = seen.filter(({ vector, verdict }) => verdict !== expected(vector.result))
      assert.ok(seen.some(({ vector }) => vector.result === 'invalid'))
      assert.deepEqual(promises.get(path), {
        file: path,
        tests: file.numberOfTests,
        accepted,
        refused: file.numberOfTests - accepted,
        deviations: deviations.map(({ vector }) => vector.tcId),
      })
    })
  }

  test(`${each.name}: a JWE is refused by a verifier with a signature key (sign/encrypt confusion)`, async () => {
    const keys = [{ algorithm: 'HS256', key: 'k'.repeat(32) }] as const
    const tokens = ['crypto', 'encryption'].flatMap(name =>
      readVectors<VectorFile>(`wycheproof/json_web_${name}_test.json`)
        .testGroups.flatMap(group => group.tests)
        .flatMap(({ jwe }) => (jwe === undefined ? [] : [jwe])),
    )
    assert.equal(tokens.length, 34 + 139)
    const verdicts = await Promise.all(tokens.map(token => verdictOf(each, keys, token)))
    assert.deepEqual(new Set(verdicts), new Set(['refused']))
  })

  test(`${each.name}: a vector is refused for its signature, not because its key could not be read`, async () => {
    const { testGroups } = readVectors<VectorFile>('wycheproof/json_web_signature_test.json')
    const unusable: number[] = []
    for (const group of testGroups) {
      if (!(await makesRing(each, group))) unusable.push(...group.tests.map(({ tcId }) => tcId))
    }
    assert.deepEqual(unusable, [347, 351, 353, 354, 355, 356])
  })
}

async function makesRing(each: Implementation, group: VectorGroup): Promise<boolean> {
  try {
    return (await each.ringOf(keysOf(group))) !== undefined
  } catch {
    return false
  }
}
