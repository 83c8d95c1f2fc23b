/** Tokens from mails: used twice, at other endpoints, altered, or for somebody else; and other tokens at theirs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { testPassword } from '../../src/testing/test-client.ts'

const email = 'alice@example.com'
const choice = { new_password: 'A-fresh-secret-42', new_password_confirm: 'A-fresh-secret-42' }
const mailEndpoints = ['email/verify/confirm', 'email/change/confirm', 'password/reset/confirm']

/** One good token of every kind there is. */
async function everyToken(auth: MailAuth) {
  const pair = await auth.register(email)
  await auth.deliverMail()
  const verification = auth.mailbox.tokenFor(email)
  await auth.post('password/reset', { email })
  const reset = auth.mailbox.tokenFor(email)
  await auth.request('PATCH', '/api/auth/profile/', {
    json: { email: 'new@example.com', current_password: testPassword },
    token: pair.access,
  })
  await auth.deliverMail()
  const change = auth.mailbox.tokenFor('new@example.com')
  const { token: sliding } = (
    await auth.request('POST', '/api/sliding/token/', { json: { email, password: testPassword } })
  ).json
  return { ...pair, verification, reset, change, sliding: String(sliding) }
}

test('every endpoint of a mailed link accepts its own kind of token and no other', async () => {
  const auth = await createMailAuth()
  const tokens = await everyToken(auth)
  const own = {
    'email/verify/confirm': 'verification',
    'email/change/confirm': 'change',
    'password/reset/confirm': 'reset',
  }
  for (const endpoint of mailEndpoints) {
    for (const [kind, token] of Object.entries(tokens)) {
      if (Object.entries(own).some(([path, name]) => path === endpoint && name === kind)) continue
      const answer = await auth.post(endpoint, { token, ...choice })
      assert.deepEqual(
        [answer.status, answer.json],
        [400, { error: 'Invalid or expired token' }],
        `${kind} at ${endpoint}`,
      )
    }
  }
  // They were good all the time: the reset comes last, for it ends the others.
  assert.equal((await auth.post('email/verify/confirm', { token: tokens.verification })).status, 200)
  assert.equal((await auth.post('password/reset/confirm', { token: tokens.reset, ...choice })).status, 200)
  assert.equal((await auth.post('email/change/confirm', { token: tokens.change })).status, 400)
})

test('a mailed token does not open, refresh or end a session', async () => {
  const auth = await createMailAuth({ authTokenClasses: ['access', 'sliding'] })
  const { verification, reset, change, access } = await everyToken(auth)
  for (const token of [verification, reset, change]) {
    assert.equal((await auth.visit(token)).status, 401)
    assert.equal((await auth.refresh(token)).status, 401)
    assert.equal((await auth.request('POST', '/api/token/blacklist/', { json: { refresh: token } })).status, 401)
    assert.equal((await auth.logout({ access, refresh: token })).status, 400)
    const cookie = await auth.request('POST', '/api/auth/cookie/refresh/', {
      headers: { cookie: `refresh_token=${token}` },
    })
    assert.equal(cookie.status, 401)
  }
})

test('a used reset link is worthless, however often it is replayed', async () => {
  const auth = await createMailAuth()
  const { reset } = await everyToken(auth)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      auth.request('POST', '/api/auth/password/reset/confirm/', { json: { token: reset, ...choice } }),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  // The password goes back to what it was when the link was made: the link stays spent.
  const { access } = await auth.login(email, choice.new_password)
  await auth.changePassword(access, testPassword, choice.new_password)
  assert.equal((await auth.post('password/reset/confirm', { token: reset, ...choice })).status, 400)
})

test('a token whose claims were changed is refused', async () => {
  const auth = await createMailAuth()
  const { change } = await everyToken(auth)
  const [head, claims = '', signature] = change.split('.')
  const forged = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), new_email: 'thief@example.com' }
  const token = [head, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.')
  assert.equal((await auth.post('email/change/confirm', { token })).status, 400)
})

test('garbage at the endpoints of mailed links is 400 and nothing worse', async () => {
  const auth = await createMailAuth()
  for (const endpoint of mailEndpoints) {
    for (const token of ['', 'x', '..', 'a.b.c', null, 7, {}, ['x'], 'x'.repeat(9000), '\u0000']) {
      assert.equal(
        (await auth.post(endpoint, { token, ...choice })).status,
        400,
        `${endpoint} ${JSON.stringify(token).slice(0, 20)}`,
      )
    }
  }
})

test('no mailed token is in an event', async () => {
  const auth = await createMailAuth()
  const tokens = await everyToken(auth)
  for (const endpoint of mailEndpoints)
    for (const token of Object.values(tokens)) await auth.post(endpoint, { token, ...choice })
  const said = JSON.stringify(auth.events)
  for (const [kind, token] of Object.entries(tokens)) assert.ok(!said.includes(token.split('.')[2] ?? 'x'), kind)
})
