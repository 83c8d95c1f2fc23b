/** Every endpoint that judges a password, for attacks that try them all. */
import type { Endpoint } from '../../src/http/endpoints/endpoint.ts'
import { createTestAuth, type TestAuth } from '../../src/testing/test-auth.ts'
import { type Reply, testPassword } from '../../src/testing/test-client.ts'

export const proxy = '192.0.2.1'

/** An Auth with all limits on, behind a proxy: tests name their client's address. */
export function createLimitedAuth(
  config: Parameters<typeof createTestAuth>[0] = {},
  endpoints: readonly Endpoint[] = [],
): Promise<TestAuth> {
  return createTestAuth({ throttling: true, trustedProxies: [proxy], ...config }, { endpoints })
}

export interface Guess {
  readonly email?: string
  readonly password?: string
  /** Where the guess comes from. */
  readonly from?: string
}

export type LoginEndpoint = (auth: TestAuth, guess?: Guess) => Promise<Reply>

function loginAt(path: string): LoginEndpoint {
  return (auth, { email = 'eve@example.com', password = 'wrong', from = '203.0.113.1' } = {}) =>
    auth.request('POST', path, { json: { email, password }, headers: { 'x-forwarded-for': from } })
}

export const login: LoginEndpoint = loginAt('/api/auth/login/')

/** The endpoints that anybody may knock at. */
export const loginEndpoints: Readonly<Record<string, LoginEndpoint>> = {
  login,
  'cookie login': loginAt('/api/auth/cookie/login/'),
  'token obtain': loginAt('/api/token/'),
  'token obtain beside the accounts': loginAt('/api/auth/token/'),
  'sliding token obtain': loginAt('/api/sliding/token/'),
}

/** The old password of a change, for whoever has an access token. */
export function oldPasswordEndpoint(access: string): LoginEndpoint {
  return (auth, { password = 'wrong', from = '203.0.113.1' } = {}) =>
    auth.request('POST', '/api/auth/password/change/', {
      token: access,
      json: { old_password: password, new_password: 'Another-Pass-77', new_password_confirm: 'Another-Pass-77' },
      headers: { 'x-forwarded-for': from },
    })
}

/** The statuses of so many guesses, each from an address of its own. */
export async function guessFromEverywhere(auth: TestAuth, endpoint: LoginEndpoint, count: number, guess: Guess = {}) {
  const statuses: number[] = []
  for (let index = 0; index < count; index += 1) {
    statuses.push((await endpoint(auth, { ...guess, from: `198.51.${index >> 8}.${index & 255}` })).status)
  }
  return statuses
}

export { testPassword }
