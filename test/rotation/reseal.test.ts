/** A change of secretKey: what was sealed under the one before is opened, sealed anew, and then needs it no more. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSealed } from '../../src/auth/doctor/check-sealed.ts'
import { sealedFactors } from '../../src/features/mfa/sealed-factors.ts'
import { resealSecrets } from '../../src/flows/admin/reseal-secrets.ts'
import { sealedSigningKeys } from '../../src/keys/sealed-keys.ts'
import { createMailbox } from '../../src/testing/mailbox.ts'
import { registerProtected } from '../../src/testing/second-factors.ts'
import { temporaryFolder } from '../../src/testing/temporary-folder.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { operator } from '../../src/testing/watch-operator.ts'

const old = 'a secretKey of before, more than thirty-two bytes long'
const fresh = 'a secretKey of today, also more than thirty-two bytes long'
const signingKey = 'a signing key that stays as it is, of more than thirty-two bytes'
const previousKeys = [{ kid: 'sealing', key: old }]

const kindsOf = ({ system, store }: TestAuth) => {
  const { settings, random, directory, factors } = system
  return [
    sealedSigningKeys({ settings, random, store: store.signingKeys }),
    sealedFactors({ settings, random, directory, factors }),
  ]
}

test('after a reseal everything opens under the new secretKey alone, and a second one finds nothing to do', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const config = { signingKey, keyId: 'first', keyRotation: '30d' } as const
  const before = await createTestAuth({ ...config, secretKey: old }, { path })
  for (const name of ['ada', 'bob']) await registerProtected(before, `${name}@example.com`)
  const { clock } = before
  await before.close()

  const during = await createTestAuth({ ...config, secretKey: fresh, previousKeys }, { path, clock })
  const findings = async () =>
    (await checkSealed(during.system.settings, during.store, clock.now())).map(each => each.what)
  assert.match((await findings()).join(), /^3 secrets of the database are sealed under an earlier secretKey/)
  const first = await resealSecrets(during.system, operator, kindsOf(during))
  assert.deepEqual(
    [...first],
    [
      ['signing keys', { current: 0, old: 1, lost: 0 }],
      ['authenticator apps', { current: 0, old: 2, lost: 0 }],
    ],
  )
  const again = await resealSecrets(during.system, operator, kindsOf(during))
  assert.deepEqual(
    [...again.values()].map(({ current, old: left }) => [current, left]),
    [
      [1, 0],
      [2, 0],
    ],
  )
  assert.deepEqual(await findings(), [])
  await during.close()

  const after = await createTestAuth({ ...config, secretKey: fresh }, { path, clock })
  t.after(() => after.close())
  clock.advance(86_400_000)
  await after.system.signingKeys?.refresh()
  assert.notEqual(after.system.keyring.signing.kid, 'first')
  assert.deepEqual(await checkSealed(after.system.settings, after.store, clock.now()), [])
})

test('what no key of the settings opens is counted as lost, and left as it is', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const before = await createTestAuth({ signingKey, secretKey: old }, { path })
  await registerProtected(before, 'ada@example.com')
  await before.close()
  const after = await createTestAuth({ signingKey, secretKey: fresh }, { path, clock: before.clock })
  t.after(() => after.close())
  const counts = await resealSecrets(after.system, operator, kindsOf(after))
  assert.deepEqual(counts.get('authenticator apps'), { current: 0, old: 0, lost: 1 })
})

test('a link in a mail that was sent before secretKey changed works while previousKeys has the one of then', async t => {
  const path = `${temporaryFolder(t)}/keys.sqlite3`
  const mailbox = createMailbox()
  const config = { signingKey, keyId: 'first', ...mailbox.settings }
  const before = await createTestAuth({ ...config, secretKey: old }, { path })
  await before.register('ada@example.com')
  await before.request('POST', '/api/auth/password/reset/', { json: { email: 'ada@example.com' } })
  await before.deliverMail()
  const token = mailbox.tokenFor('ada@example.com')
  await before.close()
  const confirm = async (auth: TestAuth) => {
    const json = { token, new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
    return (await auth.request('POST', '/api/auth/password/reset/confirm/', { json })).status
  }
  const without = await createTestAuth({ ...config, secretKey: fresh }, { path, clock: before.clock })
  assert.equal(await confirm(without), 400)
  await without.close()
  const during = await createTestAuth({ ...config, secretKey: fresh, previousKeys }, { path, clock: before.clock })
  t.after(() => during.close())
  assert.ok((await confirm(during)) < 300)
})

test('a key of the settings that is retired is told, once it does nothing there any more', async t => {
  const auth = await createTestAuth({ signingKey, keyId: 'first', keyRotation: '30d' })
  t.after(() => auth.close())
  const { settings, clock } = auth.system
  const findings = () => checkSealed(settings, auth.store, clock.now())
  assert.deepEqual(await findings(), [])
  auth.clock.advance(9 * 86_400_000)
  const [finding] = await findings()
  assert.deepEqual([finding?.level, finding?.fix], ['advice', 'Take signingKey out of the settings.'])
})
