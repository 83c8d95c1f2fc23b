/** People's way through organizations, each row with a success, and through their usual refusals. */
import { testPassword } from '../../src/testing/test-client.ts'
import type { FactorsVisit } from './visit-factors.ts'

const path = '/api/auth/organizations/'
const password = { current_password: testPassword }

export async function visitOrganizations(visit: FactorsVisit): Promise<void> {
  const { ask, auth, enter } = visit
  const { access: token } = await enter('orla')
  const { access: other } = await enter('otto')
  await ask('POST', path, { token, json: {} })
  await ask('POST', path, { token, json: { name: 'Acme', slug: 'acme' } })
  await ask('POST', path, { token, json: { name: 'Acme', slug: 'acme' } })
  await ask('GET', path, { token })
  for (const caller of [token, other]) await ask('GET', `${path}acme/`, { token: caller })
  for (const json of [{ slug: 'A' }, { name: 'Acme Ltd' }]) await ask('PATCH', `${path}acme/`, { token, json })
  const join = (email: string, role = 'member') =>
    ask('POST', `${path}acme/invitations/`, { token, json: { email, role } })
  const tokenFor = (email: string) => auth.mailbox.tokenFor(email)
  await join('none')
  for (const email of ['otto@example.com', 'niko@example.com', 'nora@example.com']) await join(email)
  const { json: invited } = await join('nils@example.com', 'owner')
  await ask('GET', `${path}acme/invitations/`, { token })
  await ask('POST', `${path}acme/invitations/${invited.id}/resend/`, { token })
  await ask('POST', `${path}acme/invitations/none/resend/`, { token })
  await visitInvited(visit, other, tokenFor)
  await ask('DELETE', `${path}acme/invitations/${invited.id}/`, { token })
  await ask('DELETE', `${path}acme/invitations/${invited.id}/`, { token })
  const members = await ask('GET', `${path}acme/members/`, { token })
  const [owner, otto, niko] = members.json.results.map((each: { id: unknown }) => String(each.id))
  await ask('GET', `${path}acme/members/?page_size=0`, { token })
  await ask('GET', `${path}acme/members/?cursor=x`, { token })
  for (const role of ['admin', 'none']) await ask('PATCH', `${path}acme/members/${otto}/`, { token, json: { role } })
  await ask('PATCH', `${path}acme/members/${owner}/`, { token: other, json: { role: 'member' } })
  for (const id of [niko, owner, 'x']) await ask('DELETE', `${path}acme/members/${id}/`, { token })
  await ask('POST', `${path}acme/transfer/`, { token, json: {} })
  await ask('POST', `${path}acme/transfer/`, { token, json: { member: otto, ...password } })
  await ask('POST', `${path}acme/leave/`, { token: other })
  await ask('POST', `${path}acme/leave/`, { token })
  await ask('DELETE', `${path}acme/`, { token: other, json: {} })
  await ask('DELETE', `${path}acme/`, { token: other, json: password })
}

async function visitInvited(
  { ask, auth }: FactorsVisit,
  token: string,
  tokenFor: (email: string) => string,
): Promise<void> {
  const invitations = '/api/auth/invitations/'
  for (const json of [{}, { token: 'x' }, { token: tokenFor('niko@example.com') }]) {
    await ask('POST', `${invitations}show/`, { json })
  }
  await ask('GET', invitations, { token })
  for (const email of ['niko@example.com', 'otto@example.com', 'otto@example.com']) {
    // Members are listed in the order in which they joined.
    auth.clock.advance(1000)
    await ask('POST', `${invitations}accept/`, { token, json: { token: tokenFor(email) } })
  }
  for (const json of [{}, { id: 'x' }, { token: tokenFor('nora@example.com') }]) {
    await ask('POST', `${invitations}decline/`, { json })
  }
  const chosen = { username: 'niko', password: testPassword, password_confirm: testPassword }
  auth.clock.advance(1000)
  for (const json of [chosen, { ...chosen, token: 'x' }, { ...chosen, token: tokenFor('niko@example.com') }]) {
    await ask('POST', `${invitations}register/`, { json })
  }
}
