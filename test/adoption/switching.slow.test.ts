/** The switch and what comes after it, beside a Django that goes on writing: no newcomer is lost, no replay is accepted. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AdoptionError } from '../../src/features/adoption/adoption-error.ts'
import { abortAdoption } from '../../src/features/adoption/flows/abort-adoption.ts'
import { copyFromDjango } from '../../src/features/adoption/flows/copy-from-django.ts'
import { finishAdoption } from '../../src/features/adoption/flows/finish-adoption.ts'
import { follow } from '../../src/features/adoption/flows/follow.ts'
import { rollBack } from '../../src/features/adoption/flows/roll-back.ts'
import { switchAuthority } from '../../src/features/adoption/flows/switch-authority.ts'
import type { AdoptionParts } from '../../src/features/adoption/parts.ts'
import { manageShop, whyNoDjangoShop } from '../../src/testing/django-shop.ts'
import { type Adopting, type AdoptingOptions, setUpAdoption } from './adopting.ts'

const skip = await whyNoDjangoShop()

/** A Django that registers, changes passwords and spends tokens for so many seconds; prints whom and what. */
const busy = (seconds: number) => `
import json, time
from django.contrib.auth import get_user_model
from rest_framework_simplejwt.tokens import RefreshToken
U = get_user_model()
made, spent, end, n = [], [], time.time() + ${seconds}, 0
someone = U.objects.get(username="user1")
while time.time() < end:
    n += 1
    made.append(U.objects.create_user("late%d" % n, "late%d@example.com" % n, None).pk)
    t = RefreshToken.for_user(someone); t.blacklist(); spent.append(str(t))
    U.objects.filter(username="user2").update(first_name="N%d" % n)
    time.sleep(0.1)
print(json.dumps({"made": made, "spent": spent}))`

for (const into of ['sqlite', 'postgres'] as const) {
  test(`hazard d: a switch under writes loses no newcomer and no spent token (${into})`, { skip }, async t => {
    const { adopting, following, parts } = await followed(t, { kind: 'auth', engine: 'postgres', into })
    // It ends while spent tokens are still read.
    const writing = manageShop(adopting.shop, 'shell', '-c', busy(5))
    await untilSeen(adopting, 'late1')
    const switched = await switchAuthority(parts(), { isRollbackReady: false })
    assert.equal(switched.kind, 'switched')
    assert.ok(switched.stopMs < 2000, `${switched.stopMs} ms`)
    assert.equal(await following, 'switched')
    const { made, spent } = JSON.parse(await writing) as { made: readonly number[]; spent: readonly string[] }
    // What goes on for longer than the watch is told by the bridge.
    await switchAuthority(parts(), { isRollbackReady: false })
    for (const id of made) assert.notEqual(await adopting.store.users.findById(id), undefined, `the newcomer ${id}`)
    const { request } = await adopting.serve()
    for (const refresh of spent) {
      assert.equal((await request('POST', '/api/token/refresh/', { json: { refresh } })).status, 401)
    }
    assert.ok(spent.length > 5)
  })
}

test('the nine formats log in after the switch, and there is a way back until the end', { skip }, async t => {
  const { adopting, following, parts } = await followed(t, { kind: 'email', engine: 'mysql' })
  await switchAuthority(parts(), { isRollbackReady: true })
  assert.equal(await following, 'switched')
  const latchkey = await adopting.serve()
  for (const [key, { login, password, active, usable, deleted }] of Object.entries(adopting.shop.facts.accounts)) {
    if (!key.startsWith('hash_') || password === null || !active || !usable || deleted === true) continue
    const { status } = await latchkey.request('POST', '/api/token/', { json: { email: login, password } })
    assert.deepEqual([key, status], [key, 200])
  }
  await isRefused(abortAdoption(parts()), 'adoption_phase')
  while ((await adopting.store.adoption.backlog()).count > 0) await new Promise(resolve => setTimeout(resolve, 50))
  await isRefused(finishAdoption(parts()), 'adoption_foreign_tokens')
  const rolled = await rollBack(parts(), { isConfirmed: false })
  assert.equal(rolled.state.phase, 'following')
  await isRefused(switchAuthority(parts(), { isRollbackReady: false }), 'adoption_lagging')
})

test('it is finished once no refresh token of Django can be valid', { skip }, async t => {
  const lifetimes = { refreshTokenLifetime: '1s', slidingTokenRefreshLifetime: '1s' } as const
  const { adopting, parts, stop } = await followed(t, { kind: 'auth', engine: 'sqlite', config: lifetimes })
  await switchAuthority(parts(), { isRollbackReady: false })
  stop()
  await isRefused(finishAdoption(parts()), 'adoption_foreign_tokens')
  const script = `
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
OutstandingToken.objects.all().delete()`
  await manageShop(adopting.shop, 'shell', '-c', script)
  const week = 7 * 24 * 3600 * 1000
  const { clock } = parts()
  const later: AdoptionParts = { ...parts(), clock: { now: () => clock.now() + week } }
  assert.equal((await finishAdoption(later)).kind, 'finished')
  assert.equal((await finishAdoption(later)).kind, 'already')
  assert.deepEqual((await adopting.store.adoption.backlog()).count, 0)
  await isRefused(switchAuthority(parts(), { isRollbackReady: false }), 'adoption_missing')
})

test('a switch that is stopped before its moment goes back to following', { skip }, async t => {
  const { adopting, parts, following, stop } = await followed(t, { kind: 'auth', engine: 'sqlite' })
  const controller = new AbortController()
  const own = parts(controller.signal)
  const stopping: AdoptionParts = {
    ...own,
    store: {
      ...own.store,
      async setState(from, to, worker) {
        // As Ctrl-C in the middle of it.
        if (to?.phase === 'switching') controller.abort()
        return await own.store.setState(from, to, worker)
      },
    },
  }
  await isRefused(switchAuthority(stopping, { isRollbackReady: false }), 'adoption_stopped')
  assert.equal((await adopting.store.adoption.state())?.phase, 'following')
  const rounds = adopting.rounds.length
  while (adopting.rounds.length < rounds + 2) await new Promise(resolve => setTimeout(resolve, 50))
  stop()
  assert.equal(await following, 'stopped')
})

test('accounts that are not at Django, or are others there, refuse the copy by their names', { skip }, async t => {
  const adopting = await setUpAdoption(t, { kind: 'auth', engine: 'sqlite' })
  const { request } = await adopting.serve()
  const password = 'A-long-passw0rd!'
  const body = { username: 'mine', email: 'mine@example.com', password, password_confirm: password }
  assert.equal((await request('POST', '/api/auth/register/', { json: body })).status, 201)
  const { code, stderr } = await adopting.run('adopt', 'django')
  assert.equal(code, 1)
  assert.match(stderr, /id 1: mine here, user0 there/)
  const { code: withJson, stdout } = await adopting.run('adopt', 'django', '--json')
  assert.deepEqual([withJson, JSON.parse(stdout).error.code], [1, 'adoption_own_accounts'])
  assert.equal(await adopting.store.adoption.state(), undefined)
})

async function isRefused(work: Promise<unknown>, code: AdoptionError['code']): Promise<void> {
  await assert.rejects(work, (error: AdoptionError) => {
    assert.equal(error.code, code)
    return true
  })
}

/** Copied, with a follower in this process. */
async function followed(t: TestContext, options: AdoptingOptions) {
  const adopting = await setUpAdoption(t, options)
  const controller = new AbortController()
  const parts = adopting.parts(await adopting.openDjango(), controller.signal)
  const { memory } = await copyFromDjango(parts, {})
  const following = follow(parts, { memory, everyMs: 300, isUnavailable: () => false })
  t.after(() => controller.abort())
  const other = await adopting.openDjango()
  return {
    adopting,
    following,
    stop: () => controller.abort(),
    parts: (signal?: AbortSignal) => adopting.parts(other, signal),
  }
}

async function untilSeen({ store }: Adopting, login: string): Promise<void> {
  while ((await store.users.findByLogin(login)) === undefined) await new Promise(resolve => setTimeout(resolve, 50))
}
