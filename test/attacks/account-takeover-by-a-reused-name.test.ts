/**
 * With `userIdField: 'email' | 'username'` a token names its user by something that can change hands. An attacker opens
 * an account under the name of a victim, renames it, and waits until the victim registers the name that is free again
 * (account pre-hijacking). Nothing that the attacker was given before may open what the victim has then.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth } from '../../src/testing/mail-auth.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import type { Pair, Reply } from '../../src/testing/test-client.ts'
import { testPassword as password } from '../../src/testing/test-client.ts'
import { cookiesOf } from '../../src/testing/test-cookies.ts'
import { accessToken } from '../../src/tokens/access.ts'
import { refreshToken } from '../../src/tokens/refresh.ts'

const models = {
  email: { contested: { email: 'victim@x.example' }, next: { email: 'mallory@x.example' } },
  username: { contested: { username: 'victim' }, next: { username: 'mallory' } },
} as const

type Model = keyof typeof models

const configOf = (model: Model) => ({ accounts: model, userIdField: model }) as const

async function open(auth: TestAuth, account: Readonly<Record<string, string>>): Promise<Pair> {
  const json = { email: 'contact@x.example', ...account, password, password_confirm: password }
  const reply = await auth.request('POST', '/api/auth/register/', { json })
  assert.equal(reply.status, 201, reply.text)
  return reply.json.tokens ?? (await logIn(auth, account)).json
}

function logIn(auth: TestAuth, account: Readonly<Record<string, string>>, path = '/api/auth/login/'): Promise<Reply> {
  return auth.request('POST', path, { json: { ...account, password } })
}

const rename = (auth: TestAuth, token: string, json: object) =>
  auth.request('PATCH', '/api/auth/profile/', { token, json: { current_password: password, ...json } })
const sessionsOf = (auth: TestAuth, token: string) => auth.request('GET', '/api/auth/sessions/', { token })
const verify = (auth: TestAuth, token: string) => auth.request('POST', '/api/auth/token/verify/', { json: { token } })

for (const model of ['email', 'username'] satisfies Model[]) {
  const { contested, next } = models[model]

  /** What the attacker holds, and the victim's pair for the same name. */
  async function changeHands(config = {}) {
    const auth = await createTestAuth({ ...configOf(model), ...config })
    const old = await open(auth, contested)
    assert.equal((await rename(auth, old.access, next)).status, 200)
    auth.clock.advance(1000)
    const victim = await open(auth, contested)
    return { auth, old, victim }
  }

  test(`${model}: an old access token does not open the account that has the name next`, async () => {
    const { auth, old, victim } = await changeHands()
    assert.equal((await auth.visit(old.access)).status, 401)
    assert.equal((await verify(auth, old.access)).status, 401)
    assert.equal((await sessionsOf(auth, old.access)).status, 401)
    assert.equal((await auth.visit(victim.access)).json.id, 2)
    assert.deepEqual(auth.reasonsOf('session.ended'), ['renamed'])
  })

  test(`${model}: an old refresh token gives nothing, before the victim's password change and after it`, async () => {
    const { auth, old, victim } = await changeHands()
    assert.equal((await auth.refresh(old.refresh)).status, 401)
    assert.equal((await verify(auth, old.refresh)).status, 401)
    assert.equal((await auth.changePassword(victim.access, 'AnotherPass456!')).status, 200)
    assert.equal((await auth.refresh(old.refresh)).status, 401)
  })

  test(`${model}: the victim's list shows the victim's sessions, and all of them`, async () => {
    const { auth, victim } = await changeHands()
    const { json } = await sessionsOf(auth, victim.access)
    assert.deepEqual(
      json.map(({ current }: { current: boolean }) => current),
      [true],
    )
  })

  test(`${model}: an old token of either kind ends none of the victim's sessions`, async () => {
    const { auth, old, victim } = await changeHands()
    await auth.request('POST', '/api/auth/token/blacklist/', { json: { refresh: old.refresh } })
    for (const cookie of [`access_token=${old.access}`, `refresh_token=${old.refresh}`]) {
      await auth.request('POST', '/api/auth/cookie/logout/', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    }
    assert.equal((await auth.visit(victim.access)).status, 200)
    assert.equal((await auth.refresh(victim.refresh)).status, 200)
  })

  test(`${model}: a row that an operator renamed in the database is not opened by the name that it had`, async () => {
    const auth = await createTestAuth(configOf(model))
    const old = await open(auth, contested)
    const [member, name = ''] = Object.entries(next)[0] ?? []
    auth.store.database.prepare(`UPDATE users SET login = ?, ${member} = ? WHERE id = 1`).run(name, name)
    const victim = await open(auth, contested)
    for (const presented of [old.access, old.refresh]) assert.equal((await verify(auth, presented)).status, 401)
    assert.equal((await auth.visit(old.access)).status, 401)
    assert.equal((await auth.refresh(old.refresh)).status, 401)
    assert.equal((await auth.logout({ access: victim.access, refresh: old.refresh })).status, 400)
    assert.equal((await auth.visit(victim.access)).status, 200)
  })

  test(`${model}: tokens without a session that were signed for the name's earlier owner are refused`, async () => {
    const auth = await createTestAuth(configOf(model))
    const { access } = await open(auth, contested)
    auth.clock.advance(1000)
    const [name = ''] = Object.values(contested)
    const foreign = [accessToken, refreshToken].map(kind => mintNow(auth.system, kind, { userId: name }).text)
    assert.equal((await auth.visit(foreign[0] ?? '')).status, 200)
    auth.clock.advance(1000)
    await rename(auth, access, next)
    auth.clock.advance(1000)
    await open(auth, contested)
    assert.equal((await auth.visit(foreign[0] ?? '')).status, 401)
    assert.equal((await auth.refresh(foreign[1] ?? '')).status, 401)
    auth.clock.advance(1000)
    const later = mintNow(auth.system, accessToken, { userId: name }).text
    assert.equal((await auth.visit(later)).json.id, 2)
  })

  test(`${model}: a sliding token of the earlier owner neither opens nor renews`, async () => {
    const auth = await createTestAuth({ ...configOf(model), authTokenClasses: ['sliding', 'access'] })
    const { access } = await open(auth, contested)
    const { token } = (await logIn(auth, contested, '/api/sliding/token/')).json
    assert.equal((await auth.visit(token)).status, 200)
    await rename(auth, access, next)
    auth.clock.advance(1000)
    await open(auth, contested)
    assert.equal((await auth.visit(token)).status, 401)
    const renewed = await auth.request('POST', '/api/sliding/token/refresh/', { json: { token } })
    assert.equal(renewed.status, 401)
  })

  test(`${model}: the cookies of the earlier owner neither open nor refresh`, async () => {
    const auth = await createTestAuth({ ...configOf(model), debug: true })
    await open(auth, contested)
    const reply = await logIn(auth, contested, '/api/auth/cookie/login/')
    assert.equal(reply.status, 200, reply.text)
    const cookie = cookiesOf(reply)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    assert.equal(
      (await auth.request('PATCH', '/api/auth/profile/', { headers, json: { ...next, current_password: password } }))
        .status,
      200,
    )
    auth.clock.advance(1000)
    await open(auth, contested)
    assert.equal((await auth.request('GET', '/api/auth/profile/', { headers })).status, 401)
    assert.equal((await auth.request('POST', '/api/auth/cookie/refresh/', { headers })).status, 401)
  })

  test(`${model}: under compat the story ends the same way`, async () => {
    const { auth, old, victim } = await changeHands({ compat: 'simplejwt' })
    assert.equal((await auth.visit(old.access)).status, 401)
    assert.equal((await auth.refresh(old.refresh)).status, 401)
    await auth.changePassword(victim.access, 'AnotherPass456!')
    assert.equal((await auth.refresh(old.refresh)).status, 401)
  })

  test(`${model}: a change of another member leaves the sessions alone`, async () => {
    const auth = await createTestAuth(configOf(model))
    const old = await open(auth, contested)
    assert.equal((await rename(auth, old.access, { first_name: 'Vic' })).status, 200)
    assert.equal((await rename(auth, old.access, contested)).status, 200)
    assert.equal((await auth.visit(old.access)).status, 200)
    assert.equal((await auth.refresh(old.refresh)).status, 200)
  })
}

test('a confirmed change of the address ends the sessions that named the old one', async () => {
  const auth = await createMailAuth(configOf('email'))
  const old = await open(auth, models.email.contested)
  await auth.deliverMail()
  await rename(auth, old.access, models.email.next)
  await auth.deliverMail()
  const token = auth.mailbox.tokenFor('mallory@x.example')
  assert.equal((await auth.post('email/change/confirm', { token })).status, 200)
  auth.clock.advance(1000)
  const victim = await open(auth, models.email.contested)
  assert.equal((await auth.visit(old.access)).status, 401)
  assert.equal((await auth.refresh(old.refresh)).status, 401)
  assert.equal((await auth.visit(victim.access)).json.id, 2)
})

test('by default a token names the id, carries no second one, and a rename ends nothing', async () => {
  const auth = await createTestAuth()
  const { access, refresh } = await open(auth, models.email.contested)
  assert.ok(
    !Buffer.from(access.split('.')[1] ?? '', 'base64url')
      .toString()
      .includes('latchkey_id'),
  )
  assert.equal((await rename(auth, access, models.email.next)).status, 200)
  assert.equal((await auth.visit(access)).status, 200)
  assert.equal((await auth.refresh(refresh)).status, 200)
})
