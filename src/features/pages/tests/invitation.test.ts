import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from '../../../settings/settings.ts'
import { cookieHeader, cookiesOf } from '../../../testing/test-cookies.ts'
import { assertFieldError, assertPage, openPages, type PagesApp, password, place } from './pages-app.ts'

const ann = 'ann@example.com'

/** An organization, and Ann invited to it. */
async function open(config: Config = {}) {
  const app = await openPages({ organizations: 'on', ...config })
  const base = config.basePath ?? ''
  const owner = await register(app, 'owner')
  const ask = async (path: string, json: unknown) => {
    const headers = { cookie: owner, origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' }
    const reply = await app.request('POST', `${base}/api/auth/organizations/${path}`, { json, headers })
    assert.equal(reply.status, 201, reply.text)
    return reply.json
  }
  await ask('', { name: 'Acme <Ltd>', slug: 'acme' })
  const { id } = await ask('acme/invitations/', { email: ann, role: 'admin' })
  await app.deliverMail()
  const revoke = () =>
    app.request('DELETE', `${base}/api/auth/organizations/acme/invitations/${id}/`, {
      headers: { cookie: owner, origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' },
    })
  return { app, owner, revoke, token: app.tokenTo(ann, 'account/invitation') }
}

async function register(app: PagesApp, name: string): Promise<string> {
  const members = { email: `${name}@example.com`, username: name, password, password_confirm: password }
  const reply = await app.send('register/', members)
  assert.equal(reply.status, 303, reply.text)
  return cookieHeader(reply)
}

/** As a browser follows the link: with the cookies of a session, if any. */
async function follow(app: PagesApp, token: string, session = '') {
  const found = await app.show(`invitation/?token=${token}`, session === '' ? {} : { cookie: session })
  assert.equal(found.status, 303, found.text)
  const cookie = [session, cookieHeader(found)].filter(each => each !== '').join('; ')
  return { cookie, page: await app.show('invitation/?open=1', { cookie }) }
}

const namesOf = (reply: Parameters<typeof cookiesOf>[0]) => cookiesOf(reply).map(({ name }) => name)
const members = (app: PagesApp) =>
  app.store.organizationDirectory
    .find('acme')
    .then(found => app.store.organizations.listMembers(found?.id ?? '', { limit: 10 }))
    .then(page => page.members.map(({ email, role }) => `${email} ${role}`))

test('the link of an invitation shows what it is about, and takes the token out of the address', async () => {
  const { app, token } = await open()
  const found = await app.show(`invitation/?token=${token}`)
  assert.deepEqual(place(found), [303, '/account/invitation/?open=1'])
  assert.deepEqual(namesOf(found), ['__Host-invitation'])
  const { page } = await follow(app, token)
  assertPage(page, 200, /<dd>Acme &lt;Ltd&gt;<\/dd>/, /<dd>ann<wbr>@example<wbr>\.com<\/dd>/, /<dd>Administrator<\/dd>/)
  assertPage(page, 200, /name="password_confirm"/, /value="decline"/)
  assert.doesNotMatch(page.text, /value="accept"|name="email"/)
  assert.deepEqual(await members(app), ['owner@example.com owner'])
})

test('a newcomer registers on the page, with the invited address whatever the form says, and is a member', async () => {
  const { app, token } = await open()
  const { cookie } = await follow(app, token)
  const about = { token, username: 'ann', email: 'thief@example.com', password, password_confirm: password }
  const short = await app.send('invitation/register/', { ...about, password: 'x', password_confirm: 'x' }, { cookie })
  assertFieldError(short, 'password', /too short/)
  assertPage(short, 400, /Acme &lt;Ltd&gt;/)
  const joined = await app.send('invitation/register/', about, { cookie })
  assert.deepEqual(place(joined), [303, '/account/'])
  assert.deepEqual(namesOf(joined), ['access_token', 'refresh_token', '__Host-invitation'])
  assert.deepEqual(await members(app), ['owner@example.com owner', 'ann@example.com admin'])
  assert.equal((await app.store.users.findByLogin(ann))?.emailVerified, true)
  assertPage(await app.send('invitation/register/', about, { cookie }), 400, /not valid any more/)
})

test('an account with the address logs in, is led back, and accepts; the same click again says so', async () => {
  const { app, token } = await open()
  const session = await register(app, 'ann')
  const { page } = await follow(app, token)
  assertPage(page, 200, /href="\/account\/login\/\?next=%2Faccount%2Finvitation%2F%3Fopen%3D1"/)
  assert.doesNotMatch(page.text, /name="password"/)
  const login = await app.send('login/?next=/account/invitation/?open=1', { email: ann, password })
  assert.deepEqual(place(login), [303, '/account/invitation/?open=1'])
  const { page: own, cookie } = await follow(app, token, session)
  assertPage(own, 200, /logged in as ann@example\.com/, /value="accept"/)
  const accepted = await app.send('invitation/', { token, answer: 'accept' }, { cookie })
  assert.deepEqual(place(accepted), [303, '/account/invitation/?done=accepted'])
  assertPage(await app.show('invitation/?done=accepted', { cookie }), 200, /You belong to the organization now/)
  assert.deepEqual(await members(app), ['owner@example.com owner', 'ann@example.com admin'])
  assertPage(await app.send('invitation/', { token, answer: 'accept' }, { cookie }), 400, /not valid any more/)
})

test('an account with another address is told so, and cannot accept', async () => {
  const { app, token } = await open()
  const { page, cookie } = await follow(app, token, await register(app, 'bob'))
  assertPage(page, 200, /logged in as bob@example\.com, and the invitation is for another address/, /account\/logout\//)
  assert.doesNotMatch(page.text, /value="accept"|name="password"/)
  const refused = await app.send('invitation/', { token, answer: 'accept' }, { cookie })
  assertPage(refused, 403, /for another e-mail address/, /Back to the invitation/)
  assert.deepEqual(await members(app), ['owner@example.com owner'])
})

test('an invitation is declined by its link alone, and what was withdrawn is a clear page', async () => {
  const { app, token } = await open()
  const { cookie } = await follow(app, token)
  const declined = await app.send('invitation/', { token, answer: 'decline' }, { cookie })
  assert.deepEqual(place(declined), [303, '/account/invitation/?done=declined'])
  assertPage(await app.show('invitation/?done=declined'), 200, /was declined/)
  const other = await open()
  await other.revoke()
  assertPage((await follow(other.app, other.token)).page, 200, /not valid any more/)
  assertPage(await other.app.send('invitation/', { token: other.token, answer: 'show' }), 400, /not valid any more/)
})

test('where links hide their token the page asks for the link, whatever was opened before', async () => {
  const { app, token } = await open({ mailTokenPlace: 'fragment' })
  const link = `https://app.example.com/account/invitation/#token=${token}`
  assertPage(await app.show('invitation/'), 200, /mail-link\.[\w-]+\.js/, /name="token"/, /Show the invitation/)
  const shown = await app.send('invitation/', { token: link })
  assert.deepEqual(place(shown), [303, '/account/invitation/?open=1'])
  const cookie = cookieHeader(shown)
  assertPage(await app.show('invitation/', { cookie }), 200, /id="f-token"/)
  const opened = await app.show('invitation/?open=1', { cookie })
  assertPage(opened, 200, /Acme &lt;Ltd&gt;/)
  assert.doesNotMatch(opened.text, /<script/, 'an address cannot put another token into the form')
})

test('another site cannot answer an invitation in the browser of its reader (CSRF)', async () => {
  const { app, token } = await open()
  const { cookie } = await follow(app, token, await register(app, 'ann'))
  const headers = { cookie, 'sec-fetch-site': 'cross-site' }
  assertPage(await app.send('invitation/', { token, answer: 'accept' }, headers), 403, /sent from another site/)
  assert.deepEqual(await members(app), ['owner@example.com owner'])
})

test('the pages are there where organizations are, below the base path and by user name too', async () => {
  const off = await openPages()
  assert.equal((await off.show('invitation/')).status, 404)
  const { app, token } = await open({ basePath: '/auth', accounts: 'username' })
  const found = await app.show(`invitation/?token=${token}`)
  assert.deepEqual(place(found), [303, '/auth/account/invitation/?open=1'])
  const page = await app.show('invitation/?open=1', { cookie: cookieHeader(found) })
  assertPage(page, 200, /action="\/auth\/account\/invitation\/register\/"/, /name="username"/)
})
