/** Latchkey on a socket, with a real provider beside it and a user with a browser. */

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import type { TestContext } from 'node:test'
import type { Dispatch } from '../../../http/request/message.ts'
import { createHttpServer } from '../../../server/http-server.ts'
import type { Config } from '../../../settings/settings.ts'
import { createFakeClock } from '../../../testing/fake-clock.ts'
import { createTestAuth, type TestAuth } from '../../../testing/test-auth.ts'
import { createHttpBrowser, type HttpBrowser, type Page } from './http-browser.ts'
import { type Client, clientSecret, type IdentityProvider, type Person, runProvider } from './identity-provider.ts'

export interface SocialApp {
  readonly auth: TestAuth
  readonly url: string
  readonly provider: IdentityProvider
  readonly other: IdentityProvider
}

export const alice: Person = {
  sub: '1001',
  email: 'alice@example.com',
  email_verified: true,
  given_name: 'Alice',
  family_name: 'Wonder',
  name: 'Alice Wonder',
}

type Social = NonNullable<Config['social']>

export interface AppParts {
  readonly people?: Record<string, Person>
  /** The providers of the settings, once both issuers are known. */
  readonly social?: (issuer: string, other: string) => Social
  readonly config?: Config
  /** `false`: without the address that providers send users back to. */
  readonly hasPublicUrl?: boolean
  /** The host name in the addresses. */
  readonly host?: string
  /** Stands before every request. */
  readonly watch?: (dispatch: Dispatch) => Dispatch
}

/** `acme` and `other` are two providers; the first also serves every other one in the settings. */
export async function runSocialApp(t: Pick<TestContext, 'after'>, parts: AppParts = {}): Promise<SocialApp> {
  const port = await freePort()
  const url = `http://${parts.host ?? '127.0.0.1'}:${port}`
  const provider = await runProvider(t, clientsOf(url), { alice, ...parts.people })
  const other = await runProvider(t, clientsOf(url), { mallory: { ...alice, sub: '6666' } })
  const credentials = { clientId: 'latchkey', clientSecret }
  const social = parts.social?.(provider.issuer, other.issuer) ?? {
    acme: { ...credentials, issuer: provider.issuer },
    other: { ...credentials, issuer: other.issuer },
  }
  const address = parts.hasPublicUrl === false ? {} : { publicUrl: url }
  const settings = { ...address, social, socialRedirects: ['/', '/welcome?from=social'], ...parts.config }
  const auth = await createTestAuth(settings, { clock: createFakeClock(Date.now()) })
  const app = createHttpServer({ ...auth, dispatch: parts.watch?.(auth.dispatch) ?? auth.dispatch })
  await app.listen({ host: '127.0.0.1', port })
  t.after(() => app.close().then(() => auth.close()))
  return { auth, url, provider, other }
}

function clientsOf(url: string): readonly Client[] {
  const names = ['acme', 'other', 'google', 'github', 'form']
  const redirect_uris = names.map(name => `${url}/api/auth/social/${name}/callback/`)
  const latchkey = { client_id: 'latchkey', client_secret: clientSecret, redirect_uris }
  return [latchkey, { client_id: 'another-app', client_secret: clientSecret, redirect_uris }]
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Follows the link to the provider's form and submits it. Returns the callback address, without opening it. */
export async function visitProvider(browser: HttpBrowser, start: string, login = 'alice'): Promise<string> {
  const page = await throughForm(browser, await browser.follow(start, /\/callback\//), login)
  if (page.location === undefined) throw new Error(`the provider ended with ${page.status}: ${page.text}`)
  return page.location
}

async function throughForm(browser: HttpBrowser, page: Page, login: string): Promise<Page> {
  if (!page.text.includes('<form')) return page
  const body = new URLSearchParams({ login })
  const answer = await browser.open(page.url, { method: 'POST', body })
  return answer.location === undefined ? answer : await browser.follow(answer.location, /\/callback\//)
}

export interface SignedIn {
  readonly browser: HttpBrowser
  /** Our last answer: the redirect to `next`. */
  readonly page: Page
}

export async function signIn(
  app: SocialApp,
  login = 'alice',
  { provider = 'acme', query = '' } = {},
): Promise<SignedIn> {
  const browser = createHttpBrowser()
  const back = await visitProvider(browser, `${app.url}/api/auth/social/${provider}/${query}`, login)
  return { browser, page: await browser.open(back) }
}

export interface JsonReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts the shape of the body itself
  readonly json: any
}

export async function postJson(
  app: Pick<SocialApp, 'url'>,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<JsonReply> {
  const answer = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: text === '' ? undefined : JSON.parse(text) }
}
