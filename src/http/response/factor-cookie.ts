/**
 * The cookie of a sign-in by cookies that waits for its second factor. The token of the sign-in is in no body then, so that
 * no script of the page can read it.
 */
import { factorTokenSeconds } from '../../flows/factor-token.ts'
import { AuthError, problem } from '../../problems.ts'
import type { System } from '../../system.ts'
import { definePrivateCookie } from './private-cookie.ts'

/** An enrolment takes longer than a code: the browser keeps it for as long as the longer of the two is good for. */
export const factorCookie = definePrivateCookie('mfa_token', () => factorTokenSeconds)

/** Whether a refusal asks for the rest of a sign-in. */
export function isHalfway({ code }: AuthError): boolean {
  return code === 'mfa_required' || code === 'mfa_enrolment_required'
}

/** Where `enter` throws that a second factor is needed, its token moves from the body to a cookie. */
export async function keepingTheTurn<T>({ settings }: Pick<System, 'settings'>, enter: () => Promise<T>): Promise<T> {
  try {
    return await enter()
  } catch (error) {
    if (!(error instanceof AuthError) || !isHalfway(error)) throw error
    const { mfa_token: token, ...body } = error.body as Readonly<Record<string, unknown>>
    const { code, evidence, reason } = error
    throw problem(code, { body, evidence, reason, cookies: [factorCookie.write(String(token), settings)] })
  }
}
