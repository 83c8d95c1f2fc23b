/** One user's way through the logins by mail, each row with a success, and through their usual refusals. */
import { lastLoginMail } from '../../src/testing/mail-logins.ts'
import type { FactorsVisit } from './visit-factors.ts'

export async function visitMailLogins({ ask, auth, enter }: FactorsVisit): Promise<void> {
  await enter('mia')
  auth.clock.advance(1000)
  const email = 'mia@example.com'
  const mail = () => lastLoginMail(auth, email)
  await ask('POST', '/api/auth/login/mail/', { json: { email: 'none' } })
  const { login_token } = (await ask('POST', '/api/auth/login/mail/', { json: { email } })).json
  for (const json of [{}, { token: 'x' }, { login_token, code: '1' }, { login_token: 'x', code: mail().code }])
    await ask('POST', '/api/auth/login/mail/confirm/', { json })
  await ask('POST', '/api/auth/login/mail/confirm/', { json: { login_token, code: mail().code } })
  await ask('POST', '/api/auth/login/mail/confirm/', { json: { login_token, code: mail().code } })
  const asked = await ask('POST', '/api/auth/cookie/login/mail/', { json: { email } })
  const headers = { cookie: asked.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  for (const json of [{}, { token: 'x' }, { token: mail().token }])
    await ask('POST', '/api/auth/cookie/login/mail/confirm/', { json, headers })
  await ask('POST', '/api/auth/cookie/login/mail/confirm/', { json: { token: mail().token } })
  await visitPages({ ask, auth })
}

/** The name of the cookie depends on the settings. */
async function visitPages({ ask, auth }: Pick<FactorsVisit, 'ask' | 'auth'>): Promise<void> {
  const email = 'mia@example.com'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (page: string, members: Readonly<Record<string, string>>, cookie = '') =>
    ask('POST', `/account/${page}`, { body: String(new URLSearchParams(members)), headers: { ...form, cookie } })
  for (const page of ['mail-login/', 'mail-login/link/']) {
    await ask('GET', `/account/${page}`)
    await send(page, {})
    await send(page, { token: 'x', code: 'x' })
    const asked = await send('mail-login/', { email })
    if (asked.status !== 303) return
    const cookie = asked.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    await ask('GET', `/account/${page}`, { headers: { cookie } })
    const { code, token } = lastLoginMail(auth, email)
    await send(page, page === 'mail-login/' ? { code } : { token }, cookie)
    await send(page, page === 'mail-login/' ? { code } : { token }, cookie)
  }
}
