/** Tokens that are bent in one way each, made with nothing but node:crypto: what an attacker has, or a leaked key. */
import { createHmac } from 'node:crypto'
import type { TestAuth } from '../../src/testing/test-auth.ts'

type Members = Readonly<Record<string, unknown>>

/** The secret of the tests' settings. */
const secret = 'a secret that tests share, and that protects nothing at all'

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/** Signed with the right key, whatever it says. */
export function sign(header: Members | string, claims: Members | string, digest = 'sha256'): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${createHmac(digest, secret).update(input).digest('base64url')}`
}

export interface Endpoints {
  readonly good: Members
  /** What each endpoint answers to the text: access by header, access by cookie, verify, refresh, refresh by cookie. */
  knock(text: string): Promise<readonly number[]>
}

const cookieRefreshPath = '/api/auth/cookie/refresh/'

export function endpointsOf(auth: TestAuth, good: Members): Endpoints {
  return {
    good,
    async knock(text) {
      const replies = await Promise.all([
        auth.visit(text),
        auth.request('GET', '/api/auth/profile/', { headers: { cookie: `access_token=${text}` } }),
        auth.request('POST', '/api/auth/token/verify/', { json: { token: text } }),
        auth.refresh(text),
        auth.request('POST', cookieRefreshPath, { headers: { cookie: `refresh_token=${text}` } }),
      ])
      return replies.map(({ status }) => status)
    },
  }
}
