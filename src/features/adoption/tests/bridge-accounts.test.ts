/** Accounts that two servers share: one numbers them, hashes stay, and a server that would do harm does not start. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readClaims } from '../../../testing/read-claims.ts'
import { temporaryFolder } from '../../../testing/temporary-folder.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import { createBridgedAuth, jtiOf } from './bridged-auth.ts'

const email = 'alice@example.com'

function rowOf(auth: Awaited<ReturnType<typeof createBridgedAuth>>, id: unknown) {
  return auth.django.database.prepare('SELECT * FROM auth_user WHERE id = ?').get(Number(id))
}

test('hazards a, b: a new account has an id that Django gives to no one, and is there with it', async t => {
  const auth = await createBridgedAuth(t)
  const last = auth.django.addUser('gone')
  auth.django.database.prepare('DELETE FROM auth_user WHERE id = ?').run(last)
  const { refresh } = await auth.register(email)
  const id = readClaims(refresh).user_id
  assert.equal(Number(id), last + 1)
  const row = rowOf(auth, id)
  assert.deepEqual([row?.email, row?.is_active, String(row?.password)[0]], [email, 1, '!'])
  assert.equal(auth.django.addUser('theirs'), last + 2)
  const other = await auth.register('bob@example.com')
  assert.equal(Number(readClaims(other.refresh).user_id), last + 3)
})

test('hazard r: no signal of Django fires for an account that is made here, so `onEvent` is called once it is there', async t => {
  const heard: (readonly [name: string, isAtDjango: boolean])[] = []
  const auth: Awaited<ReturnType<typeof createBridgedAuth>> = await createBridgedAuth(t, {
    onEvent: ({ name, userId }) => void heard.push([name, rowOf(auth, userId) !== undefined]),
  })
  await auth.register(email)
  assert.deepEqual(
    heard.filter(([name]) => name === 'user.registered'),
    [['user.registered', true]],
  )
})

test('hazard b: while Django is away no account is opened, and the answer says that it is to be tried again', async t => {
  const auth = await createBridgedAuth(t)
  auth.takeAway()
  const body = { email, password: testPassword, password_confirm: testPassword }
  const refused = await auth.request('POST', '/api/auth/register/', { json: body })
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1'])
  assert.equal(await auth.store.adoption.countUsers(), 0)
  auth.bringBack()
  auth.clock.advance(1001)
  await rest()
  assert.equal((await auth.request('POST', '/api/auth/register/', { json: body })).status, 201)
})

test('hazards a, b: a server does not start on shared accounts without Django, and needs none afterwards', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const auth = await createTestAuth({}, { path })
  await auth.store.adoption.setState(undefined, { phase: 'following', place: 'shop', since: 0 })
  await auth.close()
  await assert.rejects(createTestAuth({}, { path }), /djangoDatabaseUrl .*account takeover.*DJANGO_DATABASE_URL/s)
  const bridged = await createTestAuth({ djangoDatabaseUrl: 'sqlite:nowhere.sqlite3' }, { path })
  assert.equal(bridged.adoption?.status().phase, 'following')
  await bridged.store.adoption.setState('following', { phase: 'finished', place: 'shop', since: 0 })
  await bridged.close()
  await (await createTestAuth({}, { path })).close()
})

test('settings that name a Django without an adoption change nothing', async t => {
  const folder = temporaryFolder(t)
  const auth = await createTestAuth({ djangoDatabaseUrl: `sqlite:${join(folder, 'none.sqlite3')}` })
  t.after(() => auth.close())
  const pair = await auth.register(email)
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
  assert.equal(auth.adoption?.status().phase, undefined)
  assert.deepEqual(auth.reasonsOf('django.away'), [])
})

test('hazards g, h: a login leaves the hash as Django wrote it, on both sides', async t => {
  const auth = await createBridgedAuth(t, { passwordHasher: 'argon2' })
  const { refresh } = await auth.register(email)
  const id = Number(readClaims(refresh).user_id)
  const hash = `md5$salt$${await md5(`salt${testPassword}`)}`
  const set = (database: string) => `UPDATE ${database} SET password = '${hash}'`
  auth.django.database.exec(set('auth_user'))
  await auth.enter('following')
  const [user] = await auth.store.adoption.usersBetween({ from: id, to: id }, 1)
  const { Secret } = await import('../../../kernel/secret.ts')
  await auth.store.adoption.apply({
    put: [{ ...(user ?? assert.fail()), password: new Secret(hash) }],
    gone: [],
    now: 0,
  })
  for (const phase of ['following', 'switched'] as const) {
    if (phase === 'switched') await auth.enter(phase)
    assert.equal((await auth.login(email)).access.length > 0, true)
    assert.equal((await auth.store.users.findById(id))?.password.reveal(), hash)
    assert.equal(rowOf(auth, id)?.password, hash)
  }
})

test('hazard i: Django is not given a hash that it cannot verify, and is given one that it can', async t => {
  for (const [passwordHasher, isRollbackReady, expected] of [
    ['argon2', true, /^!/],
    ['pbkdf2_sha256', true, /^pbkdf2_sha256\$/],
    ['pbkdf2_sha256', false, /^!/],
  ] as const) {
    const auth = await createBridgedAuth(t, { passwordHasher, pbkdf2Iterations: 1000 })
    await auth.enter('switched', { isRollbackReady })
    const { refresh, access } = await auth.register(email)
    const id = readClaims(refresh).user_id
    assert.match(String(rowOf(auth, id)?.password), expected)
    const before = rowOf(auth, id)?.password
    await auth.changePassword(access, 'another-Password-7')
    assert.match(String(rowOf(auth, id)?.password), expected)
    assert.notEqual(rowOf(auth, id)?.password, before, 'cookie sessions of Django end with a password')
  }
})

test('while Django is in charge a login works, accounts are changed there alone, and no mail promises more', async t => {
  const auth = await createBridgedAuth(t, {
    updateLastLogin: true,
    smtpUrl: 'smtp://127.0.0.1:1',
    publicUrl: 'https://a.example',
    mailFrom: 'no-reply@a.example',
  })
  const { access } = await auth.register(email)
  await auth.enter('following')
  const pair = await auth.login(email)
  const refused = await auth.changePassword(access, 'another-Password-7')
  assert.deepEqual([refused.status], [409])
  const reset = await auth.request('POST', '/api/auth/password/reset/', { json: { email } })
  assert.equal(reset.status, 409)
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
  assert.equal(auth.django.isBlacklisted(jtiOf(pair.refresh)), true)
  await auth.enter('switched')
  assert.equal((await auth.changePassword((await auth.login(email)).access, 'another-Password-7')).status, 200)
})

test('a deletion sets the account inactive at Django, whose own tables may refer to it', async t => {
  const auth = await createBridgedAuth(t)
  const { refresh, access } = await auth.register(email)
  const id = readClaims(refresh).user_id
  const deleted = await auth.request('POST', '/api/auth/account/delete/', {
    token: access,
    json: { password: testPassword },
  })
  assert.ok(deleted.status < 300, deleted.text)
  assert.equal(rowOf(auth, id)?.is_active, 0)
  assert.equal(auth.django.isBlacklisted(jtiOf(refresh)), true)
})

test('Django is away: no one is logged out, it is said once, and it hears of all when it is back', async t => {
  const auth = await createBridgedAuth(t)
  const first = await auth.register(email)
  auth.takeAway()
  // The link opens the file once; a server whose Django went away finds out by its first question.
  const second = await auth.refresh(first.refresh)
  assert.equal(second.status, 200)
  assert.equal((await auth.refresh(second.json.refresh)).status, 200)
  auth.bringBack()
  auth.clock.advance(1001)
  await rest()
  auth.clock.advance(1001)
  await rest()
  assert.equal(auth.django.isBlacklisted(jtiOf(first.refresh)), true)
  assert.equal(auth.django.isBlacklisted(jtiOf(second.json.refresh)), true)
})

async function md5(text: string): Promise<string> {
  const { createHash } = await import('node:crypto')
  return createHash('md5').update(text).digest('hex')
}

/** Lets timers that were due do their work. */
async function rest(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 150))
}

test('hazard j: a weak key signs while Django verifies, which is said aloud, and no server starts with it afterwards', async t => {
  const path = join(temporaryFolder(t), 'latchkey.sqlite3')
  const weak = {
    signingKey: 'short-key-of-a-team',
    acceptWeakSigningKey: 'while-adopting',
    djangoDatabaseUrl: 'sqlite:nowhere.sqlite3',
  } as const
  await assert.rejects(createTestAuth(weak, { path }), /begin: latchkey adopt django URL/)
  const plain = await createTestAuth({}, { path })
  await plain.store.adoption.setState(undefined, { phase: 'following', place: 'shop', since: 0 })
  await plain.close()
  const auth = await createTestAuth(weak, { path })
  assert.equal(auth.events.filter(({ name }) => name === 'keys.weak').length, 1)
  await auth.store.adoption.setState('following', { phase: 'finished', place: 'shop', since: 0 })
  await auth.close()
  await assert.rejects(createTestAuth(weak, { path }), /signs only while Django verifies; then make a strong key/)
})
