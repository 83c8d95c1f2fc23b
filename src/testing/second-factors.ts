/** An account with an authenticator app, and what tests do with it. */
import { codeOf, stepAt } from '../features/mfa/totp.ts'
import type { TestAuth } from './test-auth.ts'
import { type Pair, type Reply, testPassword } from './test-client.ts'

export interface Protected {
  /** The code of the app now. Each works once: `clock.advance(30_000)` gives the next. */
  code(): string
  readonly recoveryCodes: readonly string[]
  /** Of the session in which the app was added, after that. */
  readonly pair: Pair
}

/** The bytes of a secret as people type it. */
export function decodeBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text].map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** Adds an app to the account of this session. `body`: what a request of a change needs beside. */
export async function addApp(
  { request, clock }: TestAuth,
  pair: Pair,
  body: Readonly<Record<string, unknown>> = { current_password: testPassword },
): Promise<Protected> {
  const begun = expect(201, await request('POST', '/api/auth/mfa/totp/', { token: pair.access, json: body }))
  const secret = decodeBase32(begun.secret)
  const code = () => codeOf(secret, stepAt(clock.now()))
  const confirm = { token: pair.access, json: { code: code() } }
  const confirmed = expect(200, await request('POST', '/api/auth/mfa/totp/confirm/', confirm))
  clock.advance(30_000)
  const { access, refresh, recovery_codes: recoveryCodes } = confirmed
  return { code, recoveryCodes, pair: { access, refresh } }
}

/** A new account with an app. */
export async function registerProtected(auth: TestAuth, email: string): Promise<Protected> {
  return await addApp(auth, await auth.register(email))
}

/** What a login is answered with, of an account with a factor. */
export async function beginLogin(
  { request }: Pick<TestAuth, 'request'>,
  email: string,
  password = testPassword,
): Promise<Reply> {
  return await request('POST', '/api/auth/login/', { json: { email, password } })
}

/** Shows a factor to a sign-in that waits. */
export async function verify(
  { request }: Pick<TestAuth, 'request'>,
  token: string,
  shown: Readonly<Record<string, unknown>>,
): Promise<Reply> {
  return await request('POST', '/api/auth/mfa/verify/', { json: { mfa_token: token, ...shown } })
}

function expect(status: number, reply: Reply) {
  if (reply.status !== status) throw new Error(`expected ${status}, got ${reply.status}: ${reply.text}`)
  return reply.json
}
