/** One user's way through the account pages, each with a success, and through their usual refusals. */
import { type Reply, type TestRequest, testPassword } from '../../src/testing/test-client.ts'

export interface PagesVisit {
  readonly accounts: 'email' | 'username'
  readonly ask: (method: string, path: string, request?: TestRequest) => Promise<Reply>
  /** The token of the last link to this page in the mails to an address. */
  readonly link: (to: string, page: string) => string
}

const pages = [
  'login',
  'register',
  'logout',
  'forgot-password',
  'reset-password',
  'verify-email',
  'confirm-email',
  'restore-email',
  'not-me',
]

export async function visitPages(visit: PagesVisit): Promise<void> {
  const { ask } = visit
  const send = (
    page: string,
    members: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ) =>
    ask('POST', `/account/${page}/`, {
      body: String(new URLSearchParams(members)),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  for (const page of pages) {
    await ask('GET', `/account/${page}/`)
    await send(page, {})
    await send(page, { token: 'a.b.c', email: 'none', password: 'x' })
  }
  await visitApps(visit)
  if ((await ask('GET', '/account/login/')).status !== 200) return
  await enterAndLeave(visit, send)
  await followLinks(visit, send)
}

type Send = (
  page: string,
  members: Readonly<Record<string, string>>,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>

const addressOf = (name: string) => `${name}@example.com`

const register = (send: Send, name: string) =>
  send('register', { email: addressOf(name), username: name, password: testPassword, password_confirm: testPassword })

async function enterAndLeave({ accounts, ask }: PagesVisit, send: Send): Promise<void> {
  await register(send, 'pia')
  const login = accounts === 'email' ? addressOf('pia') : 'pia'
  const entered = await send('login', { [accounts]: login, password: testPassword })
  await send('login', { [accounts]: login, password: 'wrong' })
  const cookie = entered.headers
    .getSetCookie()
    .map(text => text.split(';')[0])
    .join('; ')
  await ask('GET', '/account/login/', { headers: { cookie } })
  await send('login', {}, { 'sec-fetch-site': 'cross-site' })
  for (const path of ['/account/logout/', '/api/auth/account-logout/']) {
    await ask('GET', path, { headers: { cookie } })
    await ask('POST', path, { headers: { cookie } })
  }
}

async function followLinks({ ask, link, accounts }: PagesVisit, send: Send): Promise<void> {
  const email = addressOf('pia')
  await send('verify-email', { email })
  await send('verify-email', { token: link(email, '/verify-email') })
  await register(send, 'pit')
  await send('not-me', { token: link(addressOf('pit'), '/not-me') })
  const json = { [accounts]: accounts === 'email' ? email : 'pia', password: testPassword }
  const token = (await ask('POST', '/api/auth/login/', { json })).json.access
  await ask('PATCH', '/api/auth/profile/', {
    token,
    json: { email: 'pia@example.org', current_password: testPassword },
  })
  await send('confirm-email', { token: link('pia@example.org', '/confirm-email') })
  await send('restore-email', { token: link(email, '/restore-email') })
  await send('forgot-password', { email })
  const chosen = { new_password: 'AnotherPass456!', new_password_confirm: 'AnotherPass456!' }
  await send('reset-password', { token: link(email, '/reset-password'), ...chosen })
}

/** The frames of the apps, and their files. */
async function visitApps({ ask }: PagesVisit): Promise<void> {
  for (const app of ['account', 'console']) {
    await ask('GET', `/${app}/`)
    await ask('GET', `/${app}/assets/style.css`)
    await ask('GET', `/${app}/assets/missing.js`)
  }
}
