/**
 * After the first use of a new factor the session is one in which it was shown: its tokens say so from now on, in cookies
 * where the request came with one, and beside the answer where it came with a header.
 */
import { z } from 'zod'
import { unlessUnsigned } from '../../../flows/unless-unsigned.ts'
import { findHeaderToken } from '../../../http/authorize/find-header-token.ts'
import { type Call, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { pairCookies } from '../../../http/endpoints/rows/cookie/pair-cookies.ts'
import type { Answer } from '../../../http/request/message.ts'
import type { SecondFactor } from '../../../sessions/factor.ts'
import type { System } from '../../../system.ts'
import { pairBody } from '../../../tokens/token-pair.ts'
import { makeRecoveryCodes } from '../flows/manage-factors.ts'
import { confirmSession } from '../flows/step-up.ts'
import { isEnrolled } from './shown-factors.ts'

export const confirmedOutput = z.object({
  recovery_codes: z.array(z.string()).describe('Shown once. Empty where you had a factor before.'),
  access: z.string().optional().describe('Of the same session, in which the factor was shown. Not for cookies.'),
  refresh: z.string().optional().describe('Takes the place of the one before.'),
})

/** `body`: what the row says beside. */
export async function answerConfirmed(
  system: System,
  call: Pick<Call, 'incoming' | 'principal'>,
  shown: SecondFactor,
  { status, body }: { readonly status: 200 | 201; readonly body: Readonly<Record<string, unknown>> },
): Promise<Answer> {
  const principal = requirePrincipal(call as Call)
  const codes = await firstCodes(system, call)
  // The factor counts from now on, and the codes are shown this once: whether or not tokens can be signed.
  const tokens = await unlessUnsigned(system, () => confirmSession(system, principal, shown))
  const answer = { ...body, recovery_codes: codes }
  if (tokens === undefined) return { status, body: answer }
  if (findHeaderToken(call.incoming, system.settings) !== undefined)
    return { status, body: { ...answer, ...pairBody(tokens) } }
  return { status, body: answer, cookies: pairCookies(tokens, system.settings, call.incoming) }
}

/** With the first factor of an account: without them, a lost telephone is a lost account. */
async function firstCodes(system: System, call: Pick<Call, 'principal'>): Promise<readonly string[]> {
  const user = await requirePrincipal(call as Call).user()
  const all = await system.factors.listOf(user.id)
  return all.filter(isEnrolled).length === 1 ? await makeRecoveryCodes(system, user) : []
}
