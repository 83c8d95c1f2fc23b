/** For tests of the pages: an Auth with a mailbox, forms, and what a page shows. */
import assert from 'node:assert/strict'
import type { Config } from '../../../settings/settings.ts'
import { createMailAuth, type MailAuth } from '../../../testing/mail-auth.ts'
import { tokenIn } from '../../../testing/mailbox.ts'
import { type Reply, testPassword } from '../../../testing/test-client.ts'
import { cookieHeader } from '../../../testing/test-cookies.ts'

export const email = 'alice@example.com'
export const password = testPassword

export interface PagesApp extends MailAuth {
  show(page: string, headers?: Readonly<Record<string, string>>): Promise<Reply>
  send(
    page: string,
    members: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>
  /** The token of the newest mail to the address with a link to the page. */
  tokenTo(address: string, page: string): string
}

export async function openPages(config: Config = {}): Promise<PagesApp> {
  const auth = await createMailAuth(config)
  const at = (page: string) => `${config.basePath ?? ''}/account/${page}`
  return {
    ...auth,
    show: (page, headers = {}) => auth.request('GET', at(page), { headers }),
    async send(page, members, headers = {}) {
      const reply = await auth.request('POST', at(page), {
        body: String(new URLSearchParams(members)),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      })
      await auth.deliverMail()
      return reply
    },
    tokenTo(address, page) {
      const text = auth.mailbox.to(address).findLast(mail => mail.text.includes(`/${page}/`))?.text ?? ''
      return tokenIn({ text: text.slice(text.indexOf(`/${page}/`)) }) ?? assert.fail(`no link to ${page}`)
    },
  }
}

/** With an account, by its registration page; and the cookies of it. */
export async function withAccount(config: Config = {}): Promise<{ app: PagesApp; cookie: string }> {
  const app = await openPages(config)
  const reply = await app.send('register/', {
    email,
    username: 'alice',
    password,
    password_confirm: password,
  })
  assert.equal(reply.status, 303, reply.text)
  return { app, cookie: cookieHeader(reply) }
}

export const place = (reply: Reply) => [reply.status, reply.headers.get('location')]

/** A page with this status, and its texts. */
export function assertPage(reply: Reply, status: number, ...texts: readonly (string | RegExp)[]): void {
  assert.equal(reply.status, status, reply.text)
  assert.equal(reply.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(reply.headers.get('cache-control'), 'no-store')
  assert.match(
    reply.headers.get('content-security-policy') ?? '',
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  )
  for (const text of texts) assert.match(reply.text, typeof text === 'string' ? new RegExp(text) : text)
}

/** The error is at its field: named by it, and marked. */
export function assertFieldError(reply: Reply, name: string, message: RegExp): void {
  const control = new RegExp(`<(?:input|select)[^>]* id="f-${name}"[^>]*>`).exec(reply.text)?.[0] ?? ''
  assert.match(control, /aria-invalid="true"/)
  assert.match(control, new RegExp(`aria-describedby="[^"]*e-${name}"`))
  const said = new RegExp(`id="e-${name}">(.*?)</div>`).exec(reply.text)?.[1] ?? ''
  assert.match(said, message)
  assert.match(reply.text, new RegExp(`<a href="#f-${name}">`))
}
