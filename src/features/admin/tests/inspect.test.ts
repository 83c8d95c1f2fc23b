/** What operators are told of a token, and that nothing of it stays behind. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth } from '../../../testing/test-auth.ts'
import { logIn, openAdmin } from './callers.ts'

async function openInspection(t: TestContext, config: Config = {}) {
  const auth = await openAdmin(t, config)
  const root = await logIn(auth, 'root@example.com', { isSuperuser: true, isStaff: true })
  await auth.register('ada@example.com')
  const ada = (await auth.store.users.findByLogin('ada@example.com')) ?? assert.fail()
  const inspect = async (token: string) => {
    const { status, json, text } = await auth.request('POST', '/api/admin/inspect/', {
      json: { token },
      headers: root.credentials,
    })
    assert.equal(status, 200, text)
    const [, , signature = ''] = token.split('.')
    assert.ok(signature.length < 10 || !text.includes(signature), 'the answer repeats the token')
    return json
  }
  return { auth, ada, root, inspect, tokens: await auth.login('ada@example.com') }
}

test('a good token shows its kind, claims, times, user and session', async t => {
  const { inspect, tokens, ada } = await openInspection(t)
  const access = await inspect(tokens.access)
  assert.deepEqual(
    [access.is_ours, access.is_accepted, access.reason, access.kind, access.presented_as],
    [true, true, null, 'access', 'bearer'],
  )
  assert.deepEqual(access.user, { state: 'active', id: ada.id, name: 'ada@example.com' })
  assert.equal(access.session.state, 'alive')
  assert.equal(access.session.id, access.claims.sid)
  assert.ok(Date.parse(access.expires_at) > Date.parse(access.issued_at))
  assert.ok(access.events.some(({ event }: { event: string }) => event === 'session.started'))
  const refresh = await inspect(tokens.refresh)
  assert.deepEqual([refresh.is_accepted, refresh.kind, refresh.id_state], [true, 'refresh', 'current'])
  // Asking spends nothing.
  assert.equal((await inspect(tokens.refresh)).is_accepted, true)
})

test('each step that refuses a token is named', async t => {
  const { auth, inspect, tokens, ada } = await openInspection(t)
  const reasonOf = async (token: string) => {
    const { is_ours: isOurs, is_accepted: isAccepted, reason, says } = await inspect(token)
    assert.deepEqual([isOurs, isAccepted], [true, false], `${reason}`)
    assert.match(says, / /)
    return reason
  }
  const { refresh: spent } = await auth.login('ada@example.com')
  await auth.request('POST', '/api/auth/token/refresh/', { json: { refresh: spent } })
  auth.clock.advance(60_000)
  assert.equal(await reasonOf(spent), 'reused')
  const ended = await auth.login('ada@example.com')
  await auth.store.directory.endSessions(ada.id, auth.clock.now())
  assert.equal(await reasonOf(ended.access), 'revoked')
  assert.equal(await reasonOf(ended.refresh), 'gone')
  auth.clock.advance(1000)
  const { access } = await auth.login('ada@example.com')
  await auth.store.directory.setFlags(ada.id, { isActive: false }, auth.clock.now())
  assert.equal((await inspect(access)).user.state, 'inactive')
  assert.equal((await inspect(access)).is_accepted, false)
  auth.clock.advance(901_000)
  const { credentials } = await logIn(auth, 'second@example.com', { isSuperuser: true, isStaff: true })
  const late = await auth.request('POST', '/api/admin/inspect/', {
    json: { token: tokens.access },
    headers: credentials,
  })
  assert.deepEqual([late.json.is_ours, late.json.reason, late.json.kind], [true, 'expired', 'access'])
  assert.equal(late.json.session.state, 'ended')
})

test('a token of another audience is ours by its signature, and says what is wrong', async t => {
  const { inspect } = await openInspection(t, { audience: 'shop' })
  const other = await createTestAuth({ audience: 'warehouse' })
  t.after(() => other.close())
  const { access } = await other.register('eve@example.com')
  const { is_ours: isOurs, reason, claims } = await inspect(access)
  assert.deepEqual([isOurs, reason, claims.aud], [true, 'wrong_audience', 'warehouse'])
})

test('of a token that no key of ours signed nothing is shown, whatever it claims', async t => {
  const { inspect, tokens } = await openInspection(t)
  const other = await createTestAuth({ secretKey: 'another secret, of another installation: 0123456789' })
  t.after(() => other.close())
  const { access } = await other.register('eve@example.com')
  const [header, payload, signature = ''] = tokens.access.split('.')
  const expired = Buffer.from(JSON.stringify({ exp: 1, user_id: '1', token_type: 'access' })).toString('base64url')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const forged = {
    [access]: 'bad_signature',
    [`${header}.${payload}.${tokens.refresh.split('.')[2]}`]: 'bad_signature',
    [`${header}.${expired}.${signature}`]: 'bad_signature',
    [`${none}.${payload}.`]: 'wrong_algorithm',
    lk_0123456789: 'not_compact',
    [`${'a'.repeat(16_000)}.b.c`]: 'bad_header',
  }
  for (const [token, reason] of Object.entries(forged)) {
    const { says, reason: found, ...rest } = await inspect(token)
    assert.equal(found, reason)
    assert.match(says, / /)
    const { is_ours: isOurs, is_accepted: isAccepted, events, ...others } = rest
    assert.deepEqual([isOurs, isAccepted, events], [false, false, []])
    assert.deepEqual(
      Object.values(others).filter(value => value !== null),
      [],
    )
  }
})

test('no row, event or mail of an inspection holds the token', async t => {
  const { auth, inspect, tokens } = await openInspection(t)
  const before = (await auth.store.audit.list({ limit: 1000 })).entries.length
  const seen = auth.events.length
  await inspect(tokens.access)
  await inspect(`${tokens.access}x`)
  assert.equal((await auth.store.audit.list({ limit: 1000 })).entries.length, before)
  assert.doesNotMatch(JSON.stringify(auth.events.slice(seen)), /eyJ/)
  const tooLong = await auth.request('POST', '/api/admin/inspect/', {
    json: { token: `eyJ${'x'.repeat(20_000)}` },
    token: (await auth.login('root@example.com')).access,
  })
  assert.equal(tooLong.status, 400)
  assert.doesNotMatch(tooLong.text, /eyJ/)
})
