/**
 * Whether an address has an account shows in no answer of a login by mail, in no time, and in nothing that is written
 * before the answer (account enumeration).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyRow } from '../../src/testing/every-row.ts'
import { createMailAuth, type MailAuth } from '../../src/testing/mail-auth.ts'
import { confirmLoginMail } from '../../src/testing/mail-logins.ts'

const rounds = 40
const addresses = ['nobody@example.com', 'eve@example.com', 'ann@example.com']

async function open(): Promise<MailAuth> {
  const auth = await createMailAuth({ mailLogin: 'both', verifyEmailAtRegistration: false })
  await auth.register('eve@example.com')
  await auth.register('ann@example.com')
  auth.store.database.exec("UPDATE users SET is_active = 0 WHERE email = 'ann@example.com'")
  return auth
}

/** The fastest of each: what else the machine does only ever adds. */
function assertSameTime(times: Readonly<Record<string, readonly number[]>>): void {
  const fastest = Object.values(times).map(taken => Math.min(...taken))
  assert.ok(Math.min(...fastest) > Math.max(...fastest) / 2, `fastest in ms: ${fastest.join(', ')}`)
}

for (const path of ['login/mail', 'cookie/login/mail']) {
  test(`${path}: known, unknown and inactive addresses get one answer in the same time`, async () => {
    const auth = await open()
    const times: Record<string, number[]> = Object.fromEntries(addresses.map(email => [email, []]))
    const answers = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      for (const [email, taken] of Object.entries(times)) {
        const began = performance.now()
        const { status, json, headers } = await auth.request('POST', `/api/auth/${path}/`, { json: { email } })
        taken.push(performance.now() - began)
        answers.add(JSON.stringify([status, json.message, Object.keys(json), [...headers.keys()]]))
      }
    }
    assert.equal(answers.size, 1, [...answers].join('\n'))
    assertSameTime(times)
    await auth.deliverMail()
    assert.deepEqual(new Set(auth.mailbox.mails.map(({ to }) => to)), new Set(['eve@example.com']))
  })
}

test('what is written for the answer does not depend on an account', async () => {
  const auth = await open()
  for (const email of addresses) await auth.request('POST', '/api/auth/login/mail/', { json: { email } })
  const written = (everyRow(auth.store).outbox ?? []) as readonly Record<string, unknown>[]
  assert.deepEqual(
    written.map(({ user_id, jti }) => [user_id, typeof jti]),
    addresses.map(() => [null, 'string']),
  )
})

test('a wrong code is refused alike, in the same time and after as many, whether there is an account or not', async () => {
  const auth = await open()
  const times: Record<string, number[]> = Object.fromEntries(addresses.map(email => [email, []]))
  const answers = new Set<string>()
  for (let round = 0; round < rounds; round += 1) {
    for (const [email, taken] of Object.entries(times)) {
      const { login_token } = (await auth.request('POST', '/api/auth/login/mail/', { json: { email } })).json
      const codes: unknown[] = []
      for (let attempt = 0; attempt < 6; attempt += 1) {
        const began = performance.now()
        const { status, json } = await confirmLoginMail(auth, { login_token, code: '00000000' })
        taken.push(performance.now() - began)
        codes.push(status, json)
      }
      answers.add(JSON.stringify(codes))
    }
  }
  assert.equal(answers.size, 1, [...answers].join('\n'))
  assertSameTime(times)
})
