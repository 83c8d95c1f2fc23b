/** What the attack tests of cookies share: a victim who is logged in, and the headers of pages that are not ours. */
import assert from 'node:assert/strict'
import type { Config } from '../../src/settings/settings.ts'
import { everyRow } from '../../src/testing/every-row.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import type { Reply, TestRequest } from '../../src/testing/test-client.ts'
import { loginByCookie } from '../../src/testing/test-cookies.ts'

export const victim = 'victim@example.com'
export const attacker = 'attacker@evil.example'
export const password = 'SecurePass123!'

/** Where the attacks are aimed: the server is addressed as this host, over a port of its own. */
export const host = 'app.example.com:8443'

export interface Victim {
  readonly auth: TestAuth
  /** The victim's `Cookie` header. */
  readonly cookie: string
  /** As a browser: to our host, with the headers of the page that asks. */
  ask(method: string, path: string, request?: TestRequest): Promise<Reply>
}

export async function loggedInVictim(config: Config = {}): Promise<Victim> {
  const auth = await createTestAuth({ allowedHosts: ['app.example.com', 'localhost'], ...config })
  await auth.register(victim)
  await auth.register(attacker)
  const cookie = await loginByCookie(auth, victim)
  const ask = (method: string, path: string, request: TestRequest = {}) =>
    auth.request(method, path, { ...request, headers: { host, ...request.headers } })
  return { auth, cookie, ask }
}

/** What browsers say of pages that may not act for the victim. */
export const foreignPages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a foreign origin': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'a foreign origin in an old browser': { origin: 'https://evil.example' },
  'a sibling subdomain': { origin: 'https://blog.example.com', 'sec-fetch-site': 'same-site' },
  'a sibling subdomain in an old browser': { origin: 'https://blog.example.com' },
  'the parent domain': { origin: 'https://example.com' },
  'another port of the same host': { origin: 'https://app.example.com:9443', 'sec-fetch-site': 'same-site' },
  'another port in an old browser': { origin: 'https://app.example.com:9443' },
  'a host that begins like ours': { origin: 'https://app.example.com.evil.example:8443' },
  'a sandboxed frame': { origin: 'null', 'sec-fetch-site': 'cross-site' },
  'a sandboxed frame in an old browser': { origin: 'null' },
  'a page that hides its origin': { 'sec-fetch-site': 'cross-site' },
  'two origins at once': { origin: `https://${host}, https://evil.example` },
}

/** Asks, and shows that the refusal left no trace: the same rows, and no cookie set or taken. */
export async function assertRefusedWithoutTrace({ auth }: Victim, ask: () => Promise<Reply>): Promise<void> {
  const before = everyRow(auth.store)
  const reply = await ask()
  assert.deepEqual([reply.status, reply.headers.get('latchkey-code')], [403, 'csrf_failed'])
  assert.deepEqual(reply.headers.getSetCookie(), [])
  assert.deepEqual(everyRow(auth.store), before)
}
