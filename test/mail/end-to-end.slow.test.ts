/** End to end over real sockets: HTTP in, SMTP out, and the token from the mail back in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { secretKey } from '../faults/command-line.ts'
import { startServer } from '../faults/server-process.ts'
import { linkTokenOf, type ReceivedMail, startSmtpPeer } from './smtp-peer.ts'

const email = 'alice@example.com'
const first = 'SecurePass123!'
const second = 'A-fresh-secret-42'

function mailEnvironment(port: number) {
  return {
    SECRET_KEY: secretKey,
    LATCHKEY_SMTP_URL: `smtp://127.0.0.1:${port}`,
    LATCHKEY_MAIL_FROM: 'Example <no-reply@example.com>',
    LATCHKEY_PUBLIC_URL: 'https://app.example.com',
    LATCHKEY_REQUIRE_VERIFIED_EMAIL: 'true',
  }
}

test('register, verify, log in, reset the password, change the e-mail address', {
  timeout: 60_000,
}, async t => {
  const peer = await startSmtpPeer(t)
  const server = await startServer(t, temporaryFolder(t), mailEnvironment(peer.port))
  const ask = async (method: string, path: string, json: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(`${server.url}/api/auth/${path}/`, { method, headers, body: JSON.stringify(json) })
    const body: unknown = await response.json()
    return { status: response.status, json: body as Readonly<Record<string, string>> }
  }
  const nth = async (count: number, to: string): Promise<ReceivedMail> => {
    const mail = (await peer.wait(count)).at(count - 1)
    assert.ok(mail)
    assert.deepEqual(mail.recipients, [to])
    return mail
  }

  const register = { email, password: first, password_confirm: first }
  assert.equal((await ask('POST', 'register', register)).status, 201)
  assert.equal((await ask('POST', 'login', { email, password: first })).status, 401)
  const token = linkTokenOf(await nth(1, email))
  assert.equal((await ask('POST', 'email/verify/confirm', { token })).status, 200)
  const { access } = (await ask('POST', 'login', { email, password: first })).json

  assert.equal((await ask('POST', 'password/reset', { email })).status, 200)
  const reset = { token: linkTokenOf(await nth(2, email)), new_password: second, new_password_confirm: second }
  assert.equal((await ask('POST', 'password/reset/confirm', reset)).status, 200)
  assert.match((await nth(3, email)).parsed.subject ?? '', /was changed/)
  assert.equal((await ask('PATCH', 'profile', { email: 'al@example.com' }, access)).status, 401)

  const again = (await ask('POST', 'login', { email, password: second })).json.access
  assert.equal(
    (await ask('PATCH', 'profile', { email: 'al@example.com', current_password: second }, again)).status,
    200,
  )
  const mails = (await peer.wait(5)).slice(3)
  const confirmation = mails.find(({ recipients }) => recipients[0] === 'al@example.com')
  assert.ok(confirmation && mails.some(({ recipients }) => recipients[0] === email))
  assert.equal((await ask('POST', 'email/change/confirm', { token: linkTokenOf(confirmation) })).status, 200)
  assert.equal((await ask('POST', 'login', { email: 'al@example.com', password: second })).status, 200)
  assert.match((await nth(6, email)).parsed.subject ?? '', /has a new address/)

  const said = server.stderr() + server.stdout()
  assert.match(said, /mail\.sent/)
  for (const mail of peer.received) assert.ok(!said.includes(mail.raw.slice(0, 40)))
  assert.ok(!/eyJ[\w-]{5}/.test(said), 'a token is in the log')
})

test('in DEBUG mode a mail is printed, with its link', { timeout: 60_000 }, async t => {
  const server = await startServer(t, temporaryFolder(t), { SECRET_KEY: secretKey, DEBUG: 'True' })
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ email, password: first, password_confirm: first })
  await fetch(`${server.url}/api/auth/register/`, { method: 'POST', headers, body })
  const link = await until(
    () => /http:\/\/localhost:\d+\/account\/verify-email\/\?token=([\w.-]+)/.exec(server.stdout())?.[1],
  )
  const verify = { method: 'POST', headers, body: JSON.stringify({ token: link }) }
  assert.equal((await fetch(`${server.url}/api/auth/email/verify/confirm/`, verify)).status, 200)
})

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
