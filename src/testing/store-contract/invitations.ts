/** Invitations to organizations: for one mailbox, once, and only while who wrote them may. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewInvitation } from '../../features/organizations/store.ts'
import { parseInstant } from '../../kernel/instant.ts'
import type { UserId } from '../../kernel/user-id.ts'
import type { Store } from '../../store.ts'
import { deleteAll } from '../flush-expired.ts'
import { times } from './nodes.ts'
import { addUser, now, type OpenStore, oldHash } from './opened-store.ts'
import { action, change, historyOf, may, openOrganization } from './organizations.ts'

const hour = 3_600_000

export function testInvitations(name: string, open: OpenStore): void {
  testWriting(name, open)
  testEnds(name, open)
  testAccepting(name, open)
  testNewcomers(name, open)
  testRaces(name, open)
}

/** As an owner or an admin writes it. */
function invitation(organizationId: string, as: UserId, id: string, more: Partial<NewInvitation> = {}): NewInvitation {
  const about = { id, organizationId, email: 'Ann@example.com', role: 'member', expiresAt: now + hour, limit: 10 }
  const stamp = { jti: id, iat: 1, exp: 2 }
  const mail = { kind: 'password_changed', to: more.email ?? about.email, stamp, now } as const
  return { ...action(as), ...about, mail, ...more }
}

const accepting = (id: string, userId: UserId, provenBy: 'link' | 'account' = 'link') =>
  ({ ...change, id, userId, provenBy, limit: 10, may }) as const

async function idsOf({ organizations }: Store, organizationId: string) {
  return (await organizations.listInvitations(organizationId)).map(({ id }) => id)
}

function testWriting(name: string, open: OpenStore): void {
  test(`${name}: an invitation is written within the reach of who writes it, and a newer one of the address ends it`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin', 'member'])
    const [owner, admin, member] = members
    const { invite } = store.organizations
    assert.equal(await invite(invitation(acme.id, admin, 'inv_0', { role: 'owner' })), 'forbidden')
    assert.equal(await invite(invitation(acme.id, member, 'inv_0')), 'forbidden')
    assert.equal(await invite(invitation(acme.id, 999, 'inv_0')), 'not_member')
    assert.equal(await invite(invitation('org_x', owner, 'inv_0')), 'not_member')
    assert.equal(await invite(invitation(acme.id, admin, 'inv_1')), 'invited')
    assert.equal(
      await invite(invitation(acme.id, owner, 'inv_2', { email: 'ann@EXAMPLE.com', role: 'admin' })),
      'invited',
    )
    const about = { organizationId: acme.id, email: 'ann@EXAMPLE.com', role: 'admin', invitedBy: owner }
    const open2 = { id: 'inv_2', ...about, createdAt: now, expiresAt: now + hour }
    assert.deepEqual(await store.organizations.listInvitations(acme.id), [open2])
    const full = { ...open2, organization: acme }
    assert.deepEqual(await store.organizations.listInvitationsTo('ANN@example.com', now), [full])
    assert.deepEqual(await store.organizations.listInvitationsTo('ann@example.com', now + hour), [])
    assert.equal((await store.outbox.list({ limit: 10 })).mails.length, 2)
    assert.deepEqual((await historyOf(store, acme)).slice(-3), [
      ['invited', admin, 'inv_1', [null, 'member']],
      ['invitation_revoked', owner, 'inv_1'],
      ['invited', owner, 'inv_2', [null, 'admin']],
    ])
  })

  test(`${name}: so many invitations wait as the limit says; one of the same address takes no more room`, async t => {
    const { store, nodeOf, acme, members } = await openOrganization(open, t)
    const [owner] = members
    const outcomes = await times(10, i =>
      nodeOf(i).organizations.invite(invitation(acme.id, owner, `inv_${i}`, { email: `a${i}@example.com`, limit: 3 })),
    )
    assert.equal(outcomes.filter(outcome => outcome === 'invited').length, 3)
    const [waiting] = await store.organizations.listInvitations(acme.id)
    const again = invitation(acme.id, owner, 'inv_x', { email: waiting?.email ?? '', limit: 3 })
    assert.equal(await store.organizations.invite(again), 'invited')
    const later = invitation(acme.id, owner, 'inv_y', { email: 'late@example.com', limit: 3, now: now + hour })
    assert.equal(await store.organizations.invite({ ...later, expiresAt: now + 2 * hour }), 'invited')
  })
}

function testEnds(name: string, open: OpenStore): void {
  test(`${name}: invitations are renewed and revoked in their organization, by those who reach the role`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin'])
    const [owner, admin] = members
    const { organizations } = store
    await organizations.invite(invitation(acme.id, owner, 'inv_1', { role: 'owner' }))
    const renewal = { expiresAt: now + 2 * hour, mail: () => undefined }
    const renew = (organizationId: string, as: UserId) =>
      organizations.renewInvitation(organizationId, 'inv_1', { ...action(as), ...renewal })
    assert.equal(await renew(acme.id, admin), 'forbidden')
    const other = { ...change, id: `org_${'e'.repeat(32)}`, slug: 'other', name: 'Other', owner }
    await organizations.create(other)
    assert.equal(await renew(other.id, owner), 'gone')
    assert.equal(await organizations.revokeInvitation(other.id, 'inv_1', action(owner)), 'gone')
    const renewed = await renew(acme.id, owner)
    assert.equal(typeof renewed === 'object' && renewed.expiresAt, now + 2 * hour)
    assert.equal(await organizations.revokeInvitation(acme.id, 'inv_1', action(admin)), 'forbidden')
    assert.equal(await organizations.revokeInvitation(acme.id, 'inv_1', action(owner)), 'done')
    assert.equal(await organizations.revokeInvitation(acme.id, 'inv_1', action(owner)), 'gone')
    assert.equal(await organizations.findInvitation('inv_1'), undefined)
  })

  test(`${name}: an invitation goes a month after its end, by housekeeping`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    await store.organizations.invite(invitation(acme.id, members[0], 'inv_1'))
    assert.equal(await deleteAll(store.housekeeping, 'invitations', now + hour + 29 * 24 * hour), 0)
    assert.equal(await deleteAll(store.housekeeping, 'invitations', now + hour + 30 * 24 * hour), 1)
  })
}

function testAccepting(name: string, open: OpenStore): void {
  test(`${name}: the account of the invited address joins by the link, which verifies the address`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    const { organizations } = store
    await organizations.invite(invitation(acme.id, members[0], 'inv_1'))
    const ann = await addUser(store, 'ann@example.com')
    const bob = await addUser(store, 'bob@example.com', { emailVerified: true })
    assert.deepEqual(await organizations.accept(accepting('inv_1', bob.id)), { outcome: 'other_address' })
    assert.deepEqual(await organizations.accept(accepting('inv_1', bob.id, 'account')), { outcome: 'gone' })
    assert.deepEqual(await organizations.accept(accepting('inv_1', ann.id, 'account')), { outcome: 'gone' })
    const membership = { organization: acme, userId: ann.id, role: 'member', joinedAt: now }
    const joined = { outcome: 'joined', membership, hasVerifiedEmail: true }
    assert.deepEqual(await organizations.accept(accepting('inv_1', ann.id)), joined)
    assert.equal((await store.users.findById(ann.id))?.emailVerified, true)
    assert.deepEqual(await organizations.accept(accepting('inv_1', ann.id)), { outcome: 'gone' })
    await organizations.invite(invitation(acme.id, members[0], 'inv_2'))
    const again = await organizations.accept(accepting('inv_2', ann.id, 'account'))
    assert.deepEqual(again, { outcome: 'member_already', membership })
    assert.deepEqual(await idsOf(store, acme.id), [])
    assert.deepEqual((await historyOf(store, acme))[2], ['member_added', ann.id, 'inv_1', [null, 'member']])
  })

  test(`${name}: an invitation counts until its end, and while who wrote it may invite to the role`, async t => {
    const { store, acme, members } = await openOrganization(open, t, ['admin'])
    const [owner, admin] = members
    const { organizations } = store
    const { id: ann } = await addUser(store, 'ann@example.com', { emailVerified: true })
    await organizations.invite(invitation(acme.id, admin, 'inv_1'))
    const accept = async (more = {}) =>
      (await organizations.accept({ ...accepting('inv_1', ann, 'account'), ...more })).outcome
    assert.equal(await accept({ now: now + hour }), 'gone')
    assert.equal(await accept({ may: { owner: 'all' } }), 'gone')
    assert.equal(await accept({ limit: 2 }), 'full')
    await organizations.setRole(acme.id, admin, 'member', action(owner))
    assert.equal(await accept(), 'gone')
    await organizations.setRole(acme.id, admin, 'admin', action(owner))
    assert.equal(await accept(), 'joined')
  })

  test(`${name}: who was invited declines, and no one else does it for them`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    const { organizations } = store
    await organizations.invite(invitation(acme.id, members[0], 'inv_1'))
    assert.equal(await organizations.decline('inv_1', 'bob@example.com', change), 'gone')
    const declined = await organizations.decline('inv_1', 'ann@example.com', change)
    assert.deepEqual(typeof declined === 'object' && declined.organization, acme)
    assert.equal(await organizations.decline('inv_1', 'ann@example.com', change), 'gone')
    assert.deepEqual((await historyOf(store, acme)).at(-1), ['invitation_declined', 'inv_1'])
  })
}

const newcomer = (email: string) => ({
  email,
  dateJoined: parseInstant('2026-01-15T12:00:00.123456Z'),
  password: oldHash,
})

function testNewcomers(name: string, open: OpenStore): void {
  test(`${name}: a newcomer gets an account with the verified address and joins, or neither`, async t => {
    const { store, acme, members } = await openOrganization(open, t)
    const { organizations } = store
    await organizations.invite(invitation(acme.id, members[0], 'inv_1'))
    const { userId: _, provenBy: __, ...acceptance } = accepting('inv_1', 0)
    const come = (email: string, more = {}) =>
      organizations.acceptAsNewcomer({ ...acceptance, account: newcomer(email), ...more })
    assert.deepEqual(await come('bob@example.com'), { outcome: 'other_address' })
    assert.deepEqual(await come('ann@example.com', { limit: 1 }), { outcome: 'full' })
    assert.equal(await store.users.findByLogin('ann@example.com'), undefined)
    const joined = await come('ann@example.com')
    assert.equal(joined.outcome === 'joined' && joined.user.emailVerified, true)
    assert.equal(joined.outcome === 'joined' && joined.membership.role, 'member')
    assert.deepEqual(await come('ann@example.com'), { outcome: 'gone' })
    await organizations.invite(invitation(acme.id, members[0], 'inv_2'))
    assert.deepEqual(await come('ann@example.com', { id: 'inv_2' }), { outcome: 'duplicate' })
    assert.deepEqual(await idsOf(store, acme.id), ['inv_2'])
  })
}

function testRaces(name: string, open: OpenStore): void {
  test(`${name}: of fifty acceptances of one invitation one joins`, async t => {
    const { store, nodeOf, acme, members } = await openOrganization(open, t)
    const { id: ann } = await addUser(store, 'ann@example.com', { emailVerified: true })
    await store.organizations.invite(invitation(acme.id, members[0], 'inv_1'))
    const outcomes = await times(50, i => nodeOf(i).organizations.accept(accepting('inv_1', ann)))
    const words = outcomes.map(({ outcome }) => outcome).toSorted()
    assert.deepEqual(words, [...Array(49).fill('gone'), 'joined'])
    const added = (await historyOf(store, acme)).filter(([event]) => event === 'member_added')
    assert.equal(added.length, 1)
  })

  test(`${name}: an invitation that is revoked while it is accepted was accepted before, or counts no more`, async t => {
    const { store, nodeOf, acme, members } = await openOrganization(open, t)
    const [owner] = members
    for (let round = 0; round < 20; round += 1) {
      const email = `r${round}@example.com`
      const { id: userId } = await addUser(store, email, { emailVerified: true })
      await store.organizations.invite(invitation(acme.id, owner, `inv_${round}`, { email }))
      const [revoked, accepted] = await Promise.all([
        nodeOf(round).organizations.revokeInvitation(acme.id, `inv_${round}`, action(owner)),
        nodeOf(round + 1).organizations.accept({ ...accepting(`inv_${round}`, userId), limit: 100 }),
      ])
      assert.equal(accepted.outcome, revoked === 'done' ? 'gone' : 'joined')
      const isMember = (await store.organizations.membershipOf(acme.id, userId)) !== undefined
      assert.equal(isMember, accepted.outcome === 'joined')
    }
  })

  test(`${name}: an organization never has more members than it may, however many accept at once`, async t => {
    const { store, nodeOf, acme, members } = await openOrganization(open, t)
    const people = await times(10, i => addUser(store, `p${i}@example.com`, { emailVerified: true }))
    for (const [i, { email }] of people.entries()) {
      await store.organizations.invite(invitation(acme.id, members[0], `inv_${i}`, { email }))
    }
    const outcomes = await times(10, i =>
      nodeOf(i).organizations.accept({ ...accepting(`inv_${i}`, people[i]?.id ?? 0), limit: 4 }),
    )
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'joined').length, 3)
    assert.equal(await store.organizationDirectory.countMembers(acme.id), 4)
  })
}
