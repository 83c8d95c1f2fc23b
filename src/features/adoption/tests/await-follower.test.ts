/** A token of a new password is not taken before the change is here: it would be refused with the older ones. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Secret } from '../../../kernel/secret.ts'
import { mintForeignPair } from '../../../testing/foreign-tokens.ts'
import { adopted } from '../../../testing/store-contract/adopted.ts'
import { type BridgedAuth, createBridgedAuth } from './bridged-auth.ts'

const username = 'alice'

/** The account is here, and Django has another password of it by now. */
async function withNewPassword(t: Parameters<typeof createBridgedAuth>[0]) {
  const auth = await createBridgedAuth(t, { accounts: 'username' }, 'following')
  const id = auth.django.addUser(username)
  const [there] = readDjango(auth)
  assert.ok(there)
  await auth.store.adoption.apply({ put: [there], gone: [], now: auth.clock.now() })
  auth.django.database.exec("UPDATE auth_user SET password = '!a new one'")
  return { auth, id }
}

function readDjango(auth: BridgedAuth) {
  const rows = auth.django.database.prepare('SELECT id, username, password FROM auth_user').all()
  return rows.map(({ id, username: name, password }) =>
    adopted(Number(id), {
      username: String(name),
      email: `${name}@example.com`,
      password: new Secret(String(password)),
    }),
  )
}

/** Until the promise is done the clock goes on, a tenth of a second at a time. */
async function whileTimePasses<T>(auth: BridgedAuth, promise: Promise<T>): Promise<T> {
  let isDone = false
  const ended = promise.finally(() => {
    isDone = true
  })
  while (!isDone) {
    await pause(2)
    auth.clock.advance(100)
  }
  return await ended
}

test('without a follower the token has to wait, and a logout does not', async t => {
  const { auth, id } = await withNewPassword(t)
  const { refresh } = mintForeignPair(auth.system, id)
  const early = await whileTimePasses(auth, auth.refresh(refresh))
  assert.deepEqual([early.status, early.headers.get('latchkey-code')], [503, 'django_unavailable'])
  assert.equal(early.headers.get('retry-after'), '1')
  assert.equal(
    (await auth.request('POST', '/api/token/blacklist/', { json: { refresh } })).status,
    200,
    'a logout does not wait',
  )
})

test('the token of a newcomer waits until the account is here, and that of no one does not', async t => {
  const { auth } = await withNewPassword(t)
  const id = auth.django.addUser('newcomer')
  const { refresh } = mintForeignPair(auth.system, id)
  assert.equal((await whileTimePasses(auth, auth.refresh(refresh))).status, 503)
  const unknown = mintForeignPair(auth.system, id + 1)
  assert.equal((await auth.refresh(unknown.refresh)).status, 401)
  await auth.store.adoption.apply({ put: readDjango(auth), gone: [], now: auth.clock.now() })
  assert.equal((await auth.refresh(refresh)).status, 200)
})

test('it goes on as soon as the follower has brought the change over', async t => {
  const { auth, id } = await withNewPassword(t)
  const sameAt = auth.clock.now()
  auth.clock.advance(1500)
  const { refresh } = mintForeignPair(auth.system, id)
  const refreshing = auth.refresh(refresh)
  const put = readDjango(auth)
  await auth.store.adoption.apply({ put, gone: [], now: auth.clock.now(), sameAt })
  auth.clock.advance(1)
  await auth.enter('following', { followedAt: auth.clock.now() + 1 })
  const { status } = await whileTimePasses(auth, refreshing)
  assert.equal(status, 200)
})
