/** Logins by mail, in each mode of the client. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { listen } from '../../test/attacks/listening.ts'
import { createCookieJar } from '../testing/cookie-jar.ts'
import { lastLoginMail } from '../testing/mail-logins.ts'
import { createMailbox } from '../testing/mailbox.ts'
import { addApp } from '../testing/second-factors.ts'
import { type ClientOptions, createClient } from './index.ts'

const email = 'alice@example.com'

/** A browser's fetch as far as cookies go. */
function createFetch(): typeof globalThis.fetch {
  const jar = createCookieJar()
  return async (input, init = {}) => {
    const headers = new Headers(init.headers)
    if (init.credentials === 'include') headers.set('cookie', jar.header(new URL(String(input)).pathname))
    const response = await globalThis.fetch(input, { ...init, headers })
    if (init.credentials === 'include') jar.keep(response.headers)
    return response
  }
}

async function open(
  t: TestContext,
  mode: NonNullable<ClientOptions['mode']>,
  config: Parameters<typeof listen>[1] = {},
) {
  const mailbox = createMailbox()
  const usual = {
    ...mailbox.settings,
    mailLogin: 'both',
    cookieSecure: false,
    verifyEmailAtRegistration: false,
  } as const
  const auth = await listen(t, { ...usual, ...config })
  await auth.register(email)
  const url = `http://127.0.0.1:${auth.port}`
  const fetch = createFetch()
  const mail = async () => {
    await auth.deliverMail()
    return lastLoginMail({ mailbox }, email)
  }
  return { auth, mail, url, fetch, client: createClient({ url, mode, fetch, clock: auth.clock }) }
}

for (const mode of ['tokens', 'cookies'] as const) {
  test(`${mode}: a code logs in, and listeners hear of it`, async t => {
    const { client, mail } = await open(t, mode)
    const heard: string[] = []
    client.onChange(state => void heard.push(state))
    const asked = await client.requestMailLogin(email)
    assert.deepEqual([asked.kind, 'loginToken' in asked], ['mail_requested', mode === 'tokens'])
    const wrong = await client.confirmMailLogin({ code: '00000000' })
    assert.deepEqual([wrong.kind, wrong.kind === 'refused' && wrong.status], ['refused', 401])
    const entered = await client.confirmMailLogin({ code: (await mail()).code })
    assert.equal(entered.kind === 'signed_in' && entered.user.email, email)
    assert.deepEqual(heard, ['signed_in'])
    assert.equal((await client.fetch('/api/auth/profile/')).status, 200)
  })

  test(`${mode}: a link logs in the browser that asked, in another tab too`, async t => {
    const { client, mail, url, fetch } = await open(t, mode)
    const asked = await client.requestMailLogin(email)
    const { token } = await mail()
    const stranger = createClient({ url, mode, fetch: createFetch() })
    const refused = await stranger.confirmMailLogin({ token })
    assert.match(JSON.stringify(refused), /mail_login_elsewhere/)
    const otherTab = createClient({ url, mode, fetch })
    const kept =
      asked.kind === 'mail_requested' && asked.loginToken !== undefined ? { loginToken: asked.loginToken } : {}
    assert.equal((await otherTab.confirmMailLogin({ token, ...kept })).kind, 'signed_in')
  })

  test(`${mode}: a second factor is asked for after it`, async t => {
    const { auth, client, mail } = await open(t, mode)
    auth.store.database.exec('UPDATE users SET email_verified = 1')
    const { code } = await addApp(auth, await auth.login(email))
    await client.requestMailLogin(email)
    assert.equal((await client.confirmMailLogin({ code: (await mail()).code })).kind, 'second_factor')
    assert.equal((await client.verifyFactor({ code: code() })).kind, 'signed_in')
  })

  test(`${mode}: an address that is none is refused, and a limit is for later`, async t => {
    const { client } = await open(t, mode, { throttling: true, mailRate: '1/h' })
    assert.equal((await client.requestMailLogin('none')).kind, 'refused')
    const kinds: string[] = []
    for (let round = 0; round < 4; round += 1) kinds.push((await client.requestMailLogin(email)).kind)
    assert.equal(kinds.at(-1), 'later')
  })
}
