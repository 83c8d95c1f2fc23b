/** People who were invited, on the pages that the links of their mails lead to. */
import { testPassword } from '../../src/testing/test-client.ts'
import { cookieHeader } from '../../src/testing/test-cookies.ts'
import type { FactorsVisit } from './visit-factors.ts'

const page = '/account/invitation/'

export async function visitInvitationPages({ ask, auth, enter }: FactorsVisit): Promise<void> {
  if ((await ask('GET', page)).status !== 200) return
  const send = (path: string, members: Readonly<Record<string, string>>, cookie = '') =>
    ask('POST', path, {
      body: String(new URLSearchParams(members)),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...(cookie === '' ? {} : { cookie }) },
    })
  const { access: token } = await enter('ines')
  const path = '/api/auth/organizations/'
  await ask('POST', path, { token, json: { name: 'Pages', slug: 'pages' } })
  const invite = async (email: string) => {
    await ask('POST', `${path}pages/invitations/`, { token, json: { email, role: 'member' } })
    return auth.mailbox.tokenFor(email)
  }
  for (const members of [{}, { token: 'a.b.c' }, { token: 'a.b.c', answer: 'none' }]) await send(page, members)
  const declined = await invite('ivan@example.com')
  await send(page, { token: declined, answer: 'decline' })
  const opened = await invite('irma@example.com')
  const cookie = cookieHeader(await ask('GET', `${page}?token=${opened}`))
  await ask('GET', `${page}?open=1`, { headers: { cookie } })
  await ask('GET', `${page}register/`, { headers: { cookie } })
  const chosen = { username: 'irma', password: testPassword, password_confirm: testPassword }
  for (const members of [{}, chosen, { ...chosen, token: 'x' }, { ...chosen, token: opened }]) {
    await send(`${page}register/`, members, cookie)
  }
}
