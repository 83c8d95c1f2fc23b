/** Twenty times as many questions as in the fast test, and other ones. */
import { test } from 'node:test'
import { compareAssertions, compareRegistrations } from './agreement.ts'
import { algorithms, createAuthenticator } from './authenticator.ts'
import { createDice } from './dice.ts'
import { judge } from './stricter.ts'

for (const seed of ['two', 'three', 'four', 'five']) {
  const authenticators = algorithms.map(each => createAuthenticator(each, createDice(`${seed} ${each}`).bytes(64)))
  const questions = { authenticators, seed, forged: 20, damaged: 50 }

  test(`registrations, seed ${seed}: none is accepted that @simplewebauthn/server refuses`, async t => {
    judge(t, await compareRegistrations(questions), 10_000)
  })

  test(`assertions, seed ${seed}: none is accepted that @simplewebauthn/server refuses`, async t => {
    judge(t, await compareAssertions(questions), 5000)
  })
}
