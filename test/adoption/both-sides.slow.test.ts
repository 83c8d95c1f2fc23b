/** The real Django and Latchkey serve the same users and tokens: what happens on one side holds on both. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { setTimeout as rest } from 'node:timers/promises'
import { createAuth } from '../../src/auth.ts'
import { openDjango } from '../../src/django/open-django.ts'
import type { AuthEvent } from '../../src/ports/events.ts'
import { forgetLargeIds } from '../../src/testing/django-file.ts'
import { type ShopServer, serveShop } from '../../src/testing/django-server.ts'
import { makeShop, type Shop, type ShopEngine, shopEngines, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { openPostgresProxy } from '../../src/testing/postgres-proxy.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestClient, testPassword } from '../../src/testing/test-client.ts'

const skip = await whyNoDjangoShop()

async function openBoth(t: TestContext, engine: ShopEngine, url?: (shop: Shop) => Promise<string>) {
  const shop = await makeShop({ kind: 'auth', engine })
  if (engine === 'sqlite') forgetLargeIds(shop.url, 'auth_user')
  const address = (await url?.(shop)) ?? shop.url
  const events: AuthEvent[] = []
  const auth = await createAuth({
    secretKey: 'a secret of the tests of moving in from a Django',
    signingKey: shop.facts.key,
    database: `sqlite:${join(temporaryFolder(t), 'latchkey.sqlite3')}`,
    djangoDatabaseUrl: address,
    accounts: 'username',
    throttling: false,
    passwordMemory: 64,
    passwordIterations: 1,
    events: { emit: event => void events.push(event) },
  })
  await copyUsers(auth, shop)
  const django = await serveShop(shop)
  t.after(async () => {
    await auth.close()
    await django.kill()
    await shop.drop()
  })
  return { shop, auth, django, events, here: createTestClient(auth.dispatch), there: clientOf(django) }
}

/** As `latchkey adopt` does, but for what these tests do not look at. */
async function copyUsers({ store: { adoption } }: Awaited<ReturnType<typeof createAuth>>, shop: Shop): Promise<void> {
  const django = await openDjango(shop.url, { folder: '.' })
  const state = { place: django.place, since: 0, mapping: django.mapping }
  await adoption.setState(undefined, { ...state, phase: 'following' })
  const all = await django.snapshot(reader => reader.usersAfter(undefined, 1000))
  const safe = all.filter(({ id }) => typeof id !== 'number' || Number.isSafeInteger(id))
  const { refused } = await adoption.apply({ put: safe, gone: [], now: Date.now() })
  assert.ok(refused.length < 3, JSON.stringify(refused))
  await adoption.setState('following', { ...state, phase: 'switched' })
  await django.close()
  await rest(600)
}

function clientOf({ base }: ShopServer) {
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, json: (await answer.json()) as { refresh: string; access: string } }
  }
  return {
    login: async (username: string, password: string) => (await post('/api/token/', { username, password })).json,
    refresh: (refresh: string) => post('/api/token/refresh/', { refresh }),
    logout: (refresh: string) => post('/api/token/blacklist/', { refresh }),
    me: async (access: string) =>
      (await fetch(`${base}/api/me/`, { headers: { authorization: `Bearer ${access}` } })).status,
  }
}

const password = 'pw-xxxxxxxx'

for (const engine of shopEngines) {
  test(`hazards e, f: ${engine}: tokens go to and fro, and each is spent on both sides`, { skip }, async t => {
    const { here, there, auth } = await openBoth(t, engine)
    const login = { username: 'staff', password }
    const t1 = (await here.request('POST', '/api/auth/token/', { json: login })).json
    const t2 = (await there.refresh(t1.refresh)).json
    const t3 = await here.refresh(t2.refresh)
    assert.equal(t3.status, 200, t3.text)
    for (const { refresh } of [t1, t2]) {
      assert.equal((await there.refresh(refresh)).status, 401)
    }
    const t4 = await there.refresh(t3.json.refresh)
    assert.equal(t4.status, 200)
    const t5 = await here.refresh(t4.json.refresh)
    assert.equal(t5.status, 200, t5.text)
    assert.equal(await there.me(t5.json.access), 200)
    // A logout here, with what Django made.
    const t6 = (await there.refresh(t5.json.refresh)).json
    const out = await here.request('POST', '/api/auth/logout/', {
      json: { refresh: t6.refresh },
      token: t5.json.access,
    })
    assert.ok(out.status < 300, out.text)
    assert.equal((await there.refresh(t6.refresh)).status, 401)
    // Of Django's: a session here, back there, and logged out there.
    const d1 = await there.login('staff', password)
    const l2 = await here.refresh(d1.refresh)
    assert.equal(l2.status, 200, l2.text)
    assert.equal((await there.refresh(d1.refresh)).status, 401)
    const l3 = (await there.refresh(l2.json.refresh)).json
    assert.equal((await there.logout(l3.refresh)).status, 200)
    assert.equal((await here.refresh(l3.refresh)).status, 401)
    // A newcomer, who is there at once.
    const account = { username: 'newcomer', email: 'newcomer@example.com', password: testPassword }
    const born = await here.request('POST', '/api/auth/register/', {
      json: { ...account, password_confirm: testPassword, password2: testPassword },
    })
    assert.equal(born.status, 201, born.text)
    const pair = (
      await here.request('POST', '/api/auth/token/', { json: { username: 'newcomer', password: testPassword } })
    ).json
    assert.equal(await there.me(pair.access), 200)
    assert.equal((await auth.store.adoption.backlog()).count, 0)
  })
}

test('Django dies for a while: no one is logged out, and it is told afterwards', { skip }, async t => {
  const proxy = await openPostgresProxy(t)
  const through = async (shop: Shop) => proxy.through(shop.url)
  const { here, there, auth, events } = await openBoth(t, 'postgres', through)
  const pairs = await Promise.all(
    Array.from(
      { length: 5 },
      async () => (await here.request('POST', '/api/auth/token/', { json: { username: 'staff', password } })).json,
    ),
  )
  proxy.fail('silence')
  const next = await Promise.all(pairs.map(({ refresh }) => here.refresh(refresh)))
  assert.deepEqual(
    next.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  const began = performance.now()
  const last = await Promise.all(next.map(({ json }) => here.refresh(json.refresh)))
  assert.deepEqual(
    last.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  assert.ok(performance.now() - began < 500, 'what is known to be away is not waited for')
  assert.ok((await auth.store.adoption.backlog()).count >= 10)
  assert.equal(auth.adoption?.status().isDjangoUp, false)
  assert.equal(events.filter(({ name }) => name === 'django.away').length, 1)
  proxy.heal()
  proxy.cut()
  for (let tries = 0; (await auth.store.adoption.backlog()).count > 0; tries += 1) {
    assert.ok(tries < 50, 'the backlog is delivered within five seconds')
    await rest(100)
  }
  for (const { refresh } of [...pairs, ...next.map(({ json }) => json)]) {
    assert.equal((await there.refresh(refresh)).status, 401)
  }
  for (const { json } of last) assert.equal((await there.refresh(json.refresh)).status, 200)
})
