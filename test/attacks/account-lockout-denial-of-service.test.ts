/** Requirement 19, ASVS 6.1.1: somebody fails on purpose so that the owner of an account cannot log in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createLimitedAuth,
  guessFromEverywhere,
  login,
  oldPasswordEndpoint,
  testPassword,
} from './credentials-endpoints.ts'

const home = '203.0.113.77'

test('an address that the owner logged in from before still works during the attack', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  assert.equal((await login(auth, { password: testPassword, from: home })).status, 200)
  assert.ok((await guessFromEverywhere(auth, login, 40)).includes(429))
  assert.equal((await login(auth, { password: testPassword, from: home })).status, 200)
  assert.equal((await login(auth, { password: testPassword, from: '203.0.113.78' })).status, 429)
})

test('the owner of a new account can log in from the address that it was registered from', async () => {
  for (const accounts of ['email', 'username'] as const) {
    const auth = await createLimitedAuth({ accounts })
    const headers = { 'x-forwarded-for': home }
    const names = { email: 'eve@example.com', ...(accounts === 'username' && { username: 'eve' }) }
    const json = { ...names, password: testPassword, password_confirm: testPassword }
    assert.equal((await auth.request('POST', '/api/auth/register/', { json, headers })).status, 201)
    const guess = (from: string, password: string) => {
      const login = accounts === 'email' ? { email: names.email } : { username: 'eve' }
      return auth.request('POST', '/api/token/', { json: { ...login, password }, headers: { 'x-forwarded-for': from } })
    }
    for (let index = 0; index < 12; index += 1) await guess(`198.51.100.${index}`, 'wrong')
    assert.equal((await guess('198.51.100.200', testPassword)).status, 429)
    assert.equal((await guess(home, testPassword)).status, 200)
  }
})

test('an address known to one account is unknown to another', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  await auth.register('mallory@example.com')
  const office = '203.0.113.5'
  assert.equal((await login(auth, { email: 'mallory@example.com', password: testPassword, from: office })).status, 200)
  await guessFromEverywhere(auth, login, 12)
  assert.equal((await login(auth, { from: office })).status, 429)
})

test('a known address gets a hundred tries, and then waits as well (brute force)', async () => {
  const auth = await createLimitedAuth({ loginRate: null })
  await auth.register('eve@example.com')
  await login(auth, { password: testPassword, from: home })
  const statuses: number[] = []
  for (let index = 0; index < 102; index += 1) statuses.push((await login(auth, { from: home })).status)
  assert.equal(statuses.indexOf(429), 100)
})

test('the owner changes the password during the attack, from a known address', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  const { access } = (await login(auth, { password: testPassword, from: home })).json
  await guessFromEverywhere(auth, login, 15)
  const changed = await oldPasswordEndpoint(access)(auth, { password: testPassword, from: home })
  assert.equal(changed.status, 200)
})

test('failures of one account do not make another account wait', async () => {
  const auth = await createLimitedAuth()
  await auth.register('eve@example.com')
  await auth.register('bob@example.com')
  await guessFromEverywhere(auth, login, 15)
  const bob = { email: 'bob@example.com', password: testPassword, from: '203.0.113.200' }
  assert.equal((await login(auth, bob)).status, 200)
})
