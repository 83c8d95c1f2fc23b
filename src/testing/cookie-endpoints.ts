/** For tests of the cookie endpoints: an account logged in by cookie, and a check that the cookies were cleared. */
import assert from 'node:assert/strict'
import type { Config } from '../settings/settings.ts'
import { createTestAuth, type TestAuth } from './test-auth.ts'
import type { Reply, TestRequest } from './test-client.ts'
import { cookiesOf, loginByCookie } from './test-cookies.ts'

export const email = 'alice@example.com'
export const password = 'SecurePass123!'

export async function withCookieUser(config: Config = {}): Promise<{ auth: TestAuth; cookie: string }> {
  const auth = await createTestAuth(config)
  await auth.register(email)
  return { auth, cookie: await loginByCookie(auth, email) }
}

export function postCookie(auth: TestAuth, name: string, request: TestRequest = {}): Promise<Reply> {
  return auth.request('POST', `/api/auth/cookie/${name}/`, request)
}

export function withCookie(cookie: string, more: Readonly<Record<string, string>> = {}) {
  return { headers: { cookie, ...more } }
}

export function assertCleared(reply: Reply): void {
  const seen = cookiesOf(reply).map(({ name, attributes }) => [name, attributes.path, attributes['max-age']])
  assert.deepEqual(seen, [
    ['access_token', '/', '0'],
    ['refresh_token', '/api/auth/', '0'],
  ])
}
