/** Invitations by mail: for the owner of one mailbox, once, and void as soon as they are taken back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { testPassword as password } from '../../../testing/test-client.ts'
import { enter, openOrganizations } from './setup.ts'

const settings: Readonly<Record<string, Config>> = {
  'by e-mail address': {},
  'by user name': { accounts: 'username' },
  'SimpleJWT’s behaviour': { compat: 'simplejwt' },
  'tokens that name users by address': { userIdField: 'email' },
  'UUID ids': { userIds: 'uuid' },
  'no rotation': { rotateRefreshTokens: false },
}

for (const [what, config] of Object.entries(settings)) {
  test(`a newcomer registers by the link, verified and a member: ${what}`, async () => {
    const { auth, invite, ask } = await openOrganizations(config)
    assert.equal((await invite('Ann@example.com', 'admin')).status, 201)
    const token = auth.mailbox.tokenFor('Ann@example.com')
    const shown = await auth.post('invitations/show', { token })
    assert.deepEqual(
      [shown.json.organization, shown.json.email, shown.json.role, shown.json.has_account],
      [{ slug: 'acme', name: 'Acme Ltd' }, 'Ann@example.com', 'admin', false],
    )
    const about = { token, password, password2: password, password_confirm: password, email: 'thief@example.com' }
    const registered = await auth.post('invitations/register', { ...about, username: 'ann' })
    assert.equal(registered.status, 201, registered.text)
    const user = await auth.store.users.findByLogin(config.accounts === 'username' ? 'ann' : 'Ann@example.com')
    assert.deepEqual([user?.email, user?.emailVerified], ['Ann@example.com', true])
    const login =
      config.accounts === 'username' ? { username: 'ann', password } : { email: 'Ann@example.com', password }
    const { access } = (await auth.request('POST', '/api/token/', { json: login })).json
    const person = { id: user?.id ?? 0, access, email: '' }
    assert.equal((await ask('GET', '', person)).json[0]?.role, 'admin')
    const again = await auth.post('invitations/register', { ...about, username: 'ann2' })
    assert.deepEqual([again.status, again.headers.get('latchkey-code')], [400, 'invitation_not_valid'])
  })

  test(`an account with the invited address accepts by the link, and any other is told so: ${what}`, async () => {
    const { auth, invite } = await openOrganizations(config)
    const [ann, bob] = [await enter(auth, 'ann'), await enter(auth, 'bob')]
    await invite('ann@example.com')
    const token = auth.mailbox.tokenFor('ann@example.com')
    const accept = (access: string) =>
      auth.request('POST', '/api/auth/invitations/accept/', { json: { token }, token: access })
    const refused = await accept(bob.access)
    assert.deepEqual([refused.status, refused.headers.get('latchkey-code')], [403, 'invitation_other_address'])
    const accepted = await accept(ann.access)
    assert.deepEqual([accepted.status, accepted.json.slug, accepted.json.role], [200, 'acme', 'member'])
    assert.equal((await accept(ann.access)).status, 400)
  })
}

test('a verified account finds its invitations and answers them by id, an unverified one does not (IDOR)', async () => {
  const { auth, invite } = await openOrganizations()
  const [ann, bob] = [await enter(auth, 'ann'), await enter(auth, 'bob')]
  await invite('ann@example.com')
  const mine = async (token: string) => (await auth.request('GET', '/api/auth/invitations/', { token })).json
  const answer = (verb: string, id: string, token: string) =>
    auth.request('POST', `/api/auth/invitations/${verb}/`, { json: { id }, token })
  assert.deepEqual(await mine(ann.access), [])
  const [{ id = '' } = {}] = await auth.store.organizations.listInvitationsTo('ann@example.com', auth.clock.now())
  for (const { access } of [ann, bob]) {
    for (const verb of ['accept', 'decline']) assert.equal((await answer(verb, id, access)).status, 400)
  }
  auth.store.database.exec(`UPDATE users SET email_verified = 1`)
  assert.deepEqual(
    (await mine(ann.access)).map((each: { id: string }) => each.id),
    [id],
  )
  assert.deepEqual(await mine(bob.access), [])
  for (const verb of ['accept', 'decline']) assert.equal((await answer(verb, id, bob.access)).status, 400)
  assert.equal((await answer('accept', id, ann.access)).status, 200)
})

test('an invitation that was taken back, declined, renewed or written by a member who left is void or not, at once', async () => {
  const { auth, owner, join, invite, ask } = await openOrganizations()
  const admin = await join('admin', 'admin')
  const show = async (address: string) =>
    (await auth.post('invitations/show', { token: auth.mailbox.tokenFor(address) })).status
  const revoked = await invite('a@example.com')
  assert.equal(await show('a@example.com'), 200)
  await ask('DELETE', `acme/invitations/${revoked.json.id}/`, owner)
  assert.equal(await show('a@example.com'), 400)
  await invite('b@example.com')
  assert.equal((await auth.post('invitations/decline', { token: auth.mailbox.tokenFor('b@example.com') })).status, 204)
  assert.equal(await show('b@example.com'), 400)
  const renewed = await invite('c@example.com')
  const first = auth.mailbox.tokenFor('c@example.com')
  auth.clock.advance(6 * 86_400_000)
  const fresh = { ...owner, access: (await auth.login(owner.email)).access }
  assert.equal((await ask('POST', `acme/invitations/${renewed.json.id}/resend/`, fresh)).status, 200)
  await auth.deliverMail()
  auth.clock.advance(2 * 86_400_000)
  assert.equal((await auth.post('invitations/show', { token: first })).status, 400)
  assert.equal(await show('c@example.com'), 200)
  const again = { ...owner, access: (await auth.login(owner.email)).access }
  const byAdmin = { ...admin, access: (await auth.login(admin.email)).access }
  await invite('d@example.com', 'member', byAdmin)
  await ask('DELETE', `acme/members/${admin.id}/`, again)
  const { status } = await auth.post('invitations/register', {
    token: auth.mailbox.tokenFor('d@example.com'),
    password,
    password_confirm: password,
  })
  assert.equal(status, 400)
})

test('inviting an address answers alike whether it has an account, and its mail quotes no name (content spoofing)', async () => {
  const { auth, owner, ask, invite } = await openOrganizations()
  await enter(auth, 'ann')
  await ask('PATCH', 'acme/', owner, { name: 'Call 555-0100 <b>now</b>' })
  const [known, unknown] = [await invite('ann@example.com'), await invite('eve@example.com')]
  const shapeOf = ({ status, json }: typeof known) => [status, Object.keys(json)]
  assert.deepEqual(shapeOf(known), shapeOf(unknown))
  const [mail] = auth.mailbox.to('ann@example.com').slice(-1)
  assert.doesNotMatch(`${mail?.subject}${mail?.text}${mail?.html}`, /555|Call|owner/)
  assert.match(mail?.text ?? '', /https:\/\/app\.example\.com\/account\/invitation\/\?token=/)
})

test('no row of the outbox has the text of the token, and a mail of an invitation that is gone is not sent', async () => {
  const { auth, owner, ask } = await openOrganizations()
  const invited = await ask('POST', 'acme/invitations/', owner, { email: 'a@example.com', role: 'member' })
  const [row] = auth.store.database.prepare('SELECT * FROM outbox').all()
  assert.equal(
    Object.values(row ?? {}).some(value => String(value).startsWith('ey')),
    false,
  )
  await ask('DELETE', `acme/invitations/${invited.json.id}/`, owner)
  await auth.deliverMail()
  assert.deepEqual(auth.mailbox.to('a@example.com'), [])
  assert.deepEqual(auth.reasonsOf('mail.dropped'), ['no_invitation'])
})

test('invitations are counted by who writes them, by organization and by mailbox (mail bombing)', async () => {
  const { auth, owner, join, invite } = await openOrganizations({
    throttling: true,
    invitationRate: '4/day',
    mailRate: '2/h',
    loginRate: '100/m',
    registrationRate: '100/m',
    accountChangeRate: '100/m',
  } as Config)
  const admin = await join('admin', 'admin')
  const statuses: number[] = []
  for (const address of ['a', 'a', 'a', 'b', 'c']) statuses.push((await invite(`${address}@example.com`)).status)
  assert.deepEqual(statuses, [201, 201, 429, 201, 429])
  assert.equal((await invite('d@example.com', 'member', admin)).status, 429)
  assert.equal(auth.mailbox.to('a@example.com').length, 2)
  assert.equal((await auth.post('password/reset', { email: owner.email })).status, 200)
})

test('a token of another kind is no invitation, and an invitation opens no account (token confusion)', async () => {
  const { auth, owner, invite } = await openOrganizations()
  await invite('ann@example.com')
  const token = auth.mailbox.tokenFor('ann@example.com')
  assert.equal((await auth.post('invitations/show', { token: owner.access })).status, 400)
  assert.equal((await auth.request('GET', '/api/auth/organizations/', { token })).status, 401)
  assert.equal((await auth.post('password/reset/confirm', { token, password, password_confirm: password })).status, 400)
  assert.notEqual((await auth.request('POST', '/api/token/refresh/', { json: { refresh: token } })).status, 200)
})

test('a newcomer whose address has an account meanwhile is told to log in, and the invitation still waits', async () => {
  const { auth, invite } = await openOrganizations()
  await invite('ann@example.com')
  await enter(auth, 'ann')
  const token = auth.mailbox.tokenFor('ann@example.com')
  const json = { token, password, password_confirm: password }
  const refused = await auth.request('POST', '/api/auth/invitations/register/', { json })
  assert.deepEqual([refused.status, Object.keys(refused.json)], [400, ['email']])
  assert.equal((await auth.post('invitations/show', { token })).json.has_account, true)
})

test('of fifty newcomers with one link one gets an account', async () => {
  const { auth, invite } = await openOrganizations({ passwordConcurrency: 4 } as Config)
  await invite('ann@example.com')
  const token = auth.mailbox.tokenFor('ann@example.com')
  const json = { token, password, password_confirm: password }
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => auth.request('POST', '/api/auth/invitations/register/', { json })),
  )
  assert.deepEqual(replies.filter(({ status }) => status === 201).length, 1)
  assert.equal(
    (await auth.store.organizations.listOf((await auth.store.users.findByLogin('ann@example.com'))?.id ?? 0)).length,
    1,
  )
})
