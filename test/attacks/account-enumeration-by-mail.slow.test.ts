/**
 * Whether an address has an account shows in no answer of the mail endpoints, in no time, and in nothing that is
 * written before the answer: nobody looks for the account until the mail is sent.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everyRow } from '../../src/testing/every-row.ts'
import { createMailAuth } from '../../src/testing/mail-auth.ts'

const rounds = 40

for (const path of ['password/reset', 'email/verify']) {
  test(`${path}: known, unknown and inactive addresses get one answer in the same time (account enumeration)`, async () => {
    const auth = await createMailAuth({ verifyEmailAtRegistration: false })
    await auth.register('eve@example.com')
    await auth.register('ann@example.com')
    auth.store.database.exec("UPDATE users SET is_active = 0 WHERE email = 'ann@example.com'")
    const times: Record<string, number[]> = { 'nobody@example.com': [], 'eve@example.com': [], 'ann@example.com': [] }
    const answers = new Set<string>()
    for (let round = 0; round < rounds; round += 1) {
      for (const [email, taken] of Object.entries(times)) {
        const began = performance.now()
        const { status, text, headers } = await auth.request('POST', `/api/auth/${path}/`, { json: { email } })
        taken.push(performance.now() - began)
        headers.delete('latchkey-trace')
        answers.add(JSON.stringify([status, text, [...headers]]))
      }
    }
    assert.equal(answers.size, 1, [...answers].join('\n'))
    // The fastest of each: what else the machine does only ever adds.
    const fastest = Object.values(times).map(taken => Math.min(...taken))
    assert.ok(Math.min(...fastest) > Math.max(...fastest) / 2, `fastest in ms: ${fastest.join(', ')}`)
    await auth.deliverMail()
    assert.deepEqual(new Set(auth.mailbox.mails.map(({ to }) => to)), new Set(['eve@example.com']))
  })

  test(`${path}: what is written for the answer does not depend on an account (account enumeration)`, async () => {
    const auth = await createMailAuth({ verifyEmailAtRegistration: false })
    await auth.register('eve@example.com')
    await auth.request('POST', `/api/auth/${path}/`, { json: { email: 'eve@example.com' } })
    await auth.request('POST', `/api/auth/${path}/`, { json: { email: 'bob@example.com' } })
    const written = (everyRow(auth.store).outbox ?? []) as readonly Record<string, unknown>[]
    assert.deepEqual(
      written.map(({ user_id, jti }) => [user_id, jti]),
      [
        [null, null],
        [null, null],
      ],
    )
  })
}
