/** A platform that names no client address (Fetch standard, Unix sockets): all clients would share one count. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFetchHandler, type FetchContext, guarded } from '../../src/adapters/fetch.ts'
import { countMail } from '../../src/flows/count-mail.ts'
import { isAuthenticated } from '../../src/permissions/built-in.ts'
import type { Config } from '../../src/settings/settings.ts'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'
const strict: Config = { throttling: true, loginRate: '5/m', loginFailures: 3, anonRate: '2/m', userRate: '50/m' }

async function withoutAddress(config: Config = strict) {
  const auth = await createTestAuth(config)
  await auth.register(email)
  const handler = createFetchHandler(auth)
  const post = async (path: string, body: object, context?: FetchContext) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    return (await handler(new Request(`http://localhost/api/auth/${path}/`, init), context)).status
  }
  const login = (name: string, password: string, context?: FetchContext) =>
    post('login', { email: name, password }, context)
  return { auth, post, login }
}

test('wrong passwords for other accounts do not lock everyone out (account lockout)', async () => {
  const { login } = await withoutAddress({ ...strict, anonRate: null })
  for (let round = 0; round < 12; round += 1) assert.equal(await login(`no${round}@example.com`, 'wrong'), 401)
  assert.equal(await login(email, testPassword), 200)
})

test('anonymous requests are not counted together', async () => {
  const { login } = await withoutAddress()
  for (let round = 0; round < 4; round += 1) assert.equal(await login(`no${round}@example.com`, 'wrong'), 401)
})

test("nobody is at an account's known address: the strict limit holds (brute force)", async () => {
  const { login } = await withoutAddress({ ...strict, anonRate: null })
  assert.equal(await login(email, testPassword), 200)
  const answers: number[] = []
  for (let round = 0; round < 5; round += 1) answers.push(await login(email, 'wrong'))
  assert.deepEqual(answers, [401, 401, 401, 429, 429])
})

test('mails that strangers ask for do not use up the limit of all clients', async () => {
  const { auth } = await withoutAddress({ throttling: true, mailClientRate: '2/h' })
  for (let round = 0; round < 4; round += 1) {
    const hit = await countMail({ ...auth.system, origin: { address: '', userAgent: '' } }, `a${round}@example.com`)
    assert.equal(hit.outcome, 'counted')
  }
})

test('an address that is passed on is counted', async () => {
  const { login } = await withoutAddress({ ...strict, anonRate: null })
  const at = (remoteAddress: string) => ({ remoteAddress })
  for (let round = 0; round < 5; round += 1) await login(`no${round}@example.com`, 'wrong', at('192.0.2.7'))
  assert.equal(await login(email, testPassword, at('192.0.2.7')), 429)
  assert.equal(await login(email, testPassword, at('192.0.2.8')), 200)
})

test('the operator is told once, by endpoints and guards alike', async () => {
  const { auth, login } = await withoutAddress()
  assert.equal(auth.events.filter(({ name }) => name === 'address.missing').length, 0)
  const guard = guarded(auth, { permissions: [isAuthenticated] }, () => new Response('in'))
  await guard(new Request('http://localhost/mine'))
  await login(email, testPassword)
  await login(email, testPassword)
  assert.equal(auth.events.filter(({ name }) => name === 'address.missing').length, 1)
})
