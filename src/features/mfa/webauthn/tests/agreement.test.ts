import { test } from 'node:test'
import { compareAssertions, compareRegistrations } from './agreement.ts'
import { algorithms, createAuthenticator } from './authenticator.ts'
import { createDice } from './dice.ts'
import { judge } from './stricter.ts'

const authenticators = algorithms.map(each => createAuthenticator(each, createDice(`id ${each}`).bytes(32)))
const questions = { authenticators, seed: '1', forged: 3, damaged: 6 }

test('of a thousand registrations and more none is accepted that @simplewebauthn/server refuses', async t => {
  judge(t, await compareRegistrations(questions), 1400)
})

test('of hundreds of assertions none is accepted that @simplewebauthn/server refuses', async t => {
  judge(t, await compareAssertions(questions), 700)
})
