import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MailMessage } from '../../ports/mailer.ts'
import type { Config } from '../../settings/settings.ts'
import { createTestAuth } from '../../testing/test-auth.ts'
import { operator, watchOperator } from '../../testing/watch-operator.ts'
import { changeUser } from './change-user.ts'
import { createUser } from './create-user.ts'

const variants: Readonly<Record<string, Config>> = {
  defaults: {},
  'accounts by name': { accounts: 'username' },
  'userIdField email': { userIdField: 'email' },
  'compat simplejwt': { compat: 'simplejwt', accounts: 'email' },
  'compat simplejwt with names': { compat: 'simplejwt', accounts: 'username', userIdField: 'username' },
}

for (const [what, config] of Object.entries(variants)) {
  test(`the old address is told of a new one that an operator set, with a way back (${what})`, async t => {
    const sent: MailMessage[] = []
    const mail: Config = {
      sendMail: message => void sent.push(message),
      mailFrom: 'app@example.com',
      publicUrl: 'https://app.example.com',
    }
    const auth = await createTestAuth({ ...config, ...mail })
    t.after(() => auth.close())
    const { system } = auth
    const created = await createUser(system, operator, { email: 'alice@example.com', username: 'alice' })
    const alice = created === 'duplicate' ? assert.fail() : created
    await auth.deliverMail()
    sent.length = 0
    const flags = { isStaff: true }
    await changeUser(system, operator, alice, { firstName: 'Alice', flags })
    await auth.deliverMail()
    assert.equal(sent.length, 0)
    const present = (await system.users.findById(alice.id)) ?? assert.fail()
    const saved = await changeUser(system, operator, present, { email: 'al@example.org' })
    assert.deepEqual(saved.outcome === 'saved' && [saved.user.email, saved.user.isStaff], ['al@example.org', true])
    await auth.deliverMail()
    assert.deepEqual(
      sent.map(({ to }) => to),
      ['alice@example.com'],
    )
    assert.match(sent[0]?.text ?? '', /https:\/\/app\.example\.com\/(account\/restore-email\/|restore-email)\?token=/)
  })
}

test('an operator who is to keep a superuser cannot demote the last one', async () => {
  const auth = await createTestAuth()
  await auth.register('alice@example.com')
  const { system, rows, events } = watchOperator(auth)
  await auth.store.directory.setFlags(1, { isSuperuser: true }, auth.clock.now())
  const alice = (await system.users.findById(1)) ?? assert.fail()
  const demotion = { email: 'al@example.org', flags: { isSuperuser: false }, keepsSuperuser: true } as const
  assert.deepEqual(await changeUser(system, operator, alice, demotion), { outcome: 'last_superuser' })
  assert.deepEqual([await rows(), events(), await system.users.findById(1)], [[], [], alice])
})
