/**
 * A login without "remember me" gives cookies that the browser drops when it closes. A claim says so in both tokens: every
 * refresh carries it on, and only it decides how their cookies are written. It takes and gives no rights.
 */

import { z } from 'zod'
import { booleanField } from '../../fields/boolean-field.ts'
import type { ParsedBody } from '../../fields/parsed-body.ts'
import { readFields, requireValid } from '../../fields/read-fields.ts'
import type { Claims } from '../../tokens/claims.ts'
import { sessionCookieClaim } from '../../tokens/session-cookie-claim.ts'

/** allauth's name. Without it the cookies stay as long as their tokens. */
export const rememberShape = {
  remember: booleanField({ required: false, helpText: 'false: cookies that the browser drops when it closes.' }),
}

/** The claims of a login with this body. Throws `invalid`. */
export function rememberClaims({ data }: ParsedBody): Readonly<Record<string, unknown>> {
  // An unticked checkbox and a client that does not know the member look alike in a form: what is absent is as before.
  const isGiven = typeof data === 'object' && data !== null && Object.hasOwn(data, 'remember')
  if (!isGiven) return {}
  const { remember } = requireValid(readFields(z.object(rememberShape), { data, isForm: false }))
  return remember === false ? { [sessionCookieClaim]: true } : {}
}

export function isSessionCookie(claims: Claims): boolean {
  return claims[sessionCookieClaim] === true
}
