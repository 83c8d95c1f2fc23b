/** An organization with a member of each role, and people who are none. */
import assert from 'node:assert/strict'
import type { Config } from '../../../settings/settings.ts'
import { createMailAuth, type MailAuth } from '../../../testing/mail-auth.ts'
import type { TestParts } from '../../../testing/test-auth.ts'
import { testPassword } from '../../../testing/test-client.ts'
import type { User } from '../../../users/user.ts'

/** Someone with an account, and a token of it. */
export interface Person {
  readonly id: User['id']
  readonly access: string
  readonly email: string
}

export async function enter(auth: MailAuth, name: string): Promise<Person> {
  const email = `${name}@example.com`
  const isByName = auth.system.settings.accounts === 'username'
  const about = isByName ? { username: name, password: testPassword } : { password: testPassword }
  const passwords = isByName
    ? { password2: testPassword, password_confirm: testPassword }
    : { password_confirm: testPassword }
  const registered = await auth.request('POST', '/api/auth/register/', { json: { email, ...about, ...passwords } })
  assert.equal(registered.status, 201, registered.text)
  const credentials = isByName ? { username: name, password: testPassword } : { email, password: testPassword }
  const { access } = (await auth.request('POST', '/api/token/', { json: credentials })).json
  const found = await auth.store.users.findByLogin(isByName ? name : email)
  assert.ok(found)
  return { id: found.id, access, email }
}

export async function openOrganizations(config: Config = {}, parts: TestParts = {}) {
  const auth = await createMailAuth({ organizations: 'on', ...config }, parts)
  const owner = await enter(auth, 'owner')
  const created = await auth.request('POST', '/api/auth/organizations/', {
    json: { name: 'Acme Ltd', slug: 'acme' },
    token: owner.access,
  })
  assert.equal(created.status, 201, created.text)
  const join = async (name: string, role: string, slug = 'acme') => {
    const person = await enter(auth, name)
    const organization = await auth.store.organizationDirectory.find(slug)
    const change = { now: auth.clock.now(), by: undefined, limit: 100 }
    await auth.store.organizationDirectory.addMember(organization?.id ?? '', person.id, role, change)
    return person
  }
  const ask = (method: string, path: string, person?: Person, json?: unknown) =>
    auth.request(method, `/api/auth/organizations/${path}`, { json, token: person?.access })
  const invite = async (email: string, role = 'member', by = owner) => {
    const invited = await ask('POST', 'acme/invitations/', by, { email, role })
    await auth.deliverMail()
    return invited
  }
  return { auth, owner, join, ask, invite, id: String(created.json.id) }
}
