import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import type { AdoptionPhase } from '../state.ts'

async function enter({ store, clock }: TestAuth, phase: AdoptionPhase): Promise<void> {
  const state = await store.adoption.state()
  assert.ok(await store.adoption.setState(state?.phase, { phase, place: 'db/shop', since: clock.now() }))
}

/** Of requests that would write accounts, whichever part of the API they belong to. */
const writes: readonly (readonly [method: string, path: string, json: object])[] = [
  ['POST', 'auth/register', { email: 'new@example.com', password: testPassword, password_confirm: testPassword }],
  ['PATCH', 'auth/profile', { first_name: 'Zoë' }],
  [
    'POST',
    'auth/password/change',
    { old_password: testPassword, new_password: 'Another123!x', new_password_confirm: 'Another123!x' },
  ],
  ['POST', 'auth/account/delete', { password: testPassword }],
]

test('requests that write accounts are answered 409 while Django keeps them, and others as ever', async t => {
  const auth = await createTestAuth()
  t.after(() => auth.close())
  const { access, refresh } = await auth.register('alice@example.com')
  await enter(auth, 'following')
  for (const [method, path, json] of writes) {
    const reply = await auth.request(method, `/api/${path}/`, { json, token: access })
    const answered = [reply.status, reply.headers.get('latchkey-code'), reply.json]
    assert.deepEqual(
      answered,
      [409, 'adoption_following', { detail: 'Accounts are still kept by Django. Change it there.' }],
      path,
    )
  }
  assert.equal((await auth.visit(access)).status, 200)
  assert.equal((await auth.refresh(refresh)).status, 200)
  await auth.login('alice@example.com')
  await enter(auth, 'switched')
  assert.equal(
    (await auth.request('PATCH', '/api/auth/profile/', { json: { first_name: 'Zoë' }, token: access })).status,
    200,
  )
})

test('a login goes on whose hash would have been made anew, and the hash stays', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const auth = await createTestAuth({ passwordIterations: 1 }, { path })
  const costlier = await createTestAuth({ passwordIterations: 2 }, { path, seed: 'another' })
  t.after(() => Promise.all([auth.close(), costlier.close()]))
  await auth.register('alice@example.com')
  const hashOf = async () => (await auth.store.users.findById(1))?.password.reveal()
  const before = await hashOf()
  await enter(auth, 'following')
  await costlier.login('alice@example.com')
  assert.equal(await hashOf(), before)
  await enter(auth, 'finished')
  await costlier.login('alice@example.com')
  assert.notEqual(await hashOf(), before)
})

test('the document of the API names the refusal where a Django project is moved in', async t => {
  const codesOf = async (config: Config) => {
    const auth = await createTestAuth(config)
    t.after(() => auth.close())
    return (await auth.request('GET', '/openapi.json')).text.includes('adoption_following')
  }
  assert.equal(await codesOf({}), false)
  assert.equal(await codesOf({ djangoDatabaseUrl: 'sqlite:django.sqlite3' }), true)
})
