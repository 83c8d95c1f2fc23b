/** The sign-in of a browser that waits for its second factor: what its cookie says. */
import { openFactorToken, type WaitingFor, type WaitingSignIn } from '../../../flows/factor-token.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { factorCookie } from '../../../http/response/factor-cookie.ts'
import { AuthError } from '../../../problems.ts'
import type { System } from '../../../system.ts'

export interface FoundSignIn {
  readonly signIn: WaitingSignIn
  readonly waitsFor: WaitingFor
}

/** `undefined`: there is none, or it is over. */
export async function findWaitingSignIn(system: System, incoming: Incoming): Promise<FoundSignIn | undefined> {
  const token = factorCookie.read(incoming, system.settings)
  if (token === undefined) return undefined
  const [factor, enrolment] = await Promise.all([
    openUnlessOver(system, 'factor', token),
    openUnlessOver(system, 'enrolment', token),
  ])
  if (factor !== undefined) return { signIn: factor, waitsFor: 'factor' }
  return enrolment && { signIn: enrolment, waitsFor: 'enrolment' }
}

/** What was sealed for the other opens nothing here. */
export async function openUnlessOver(
  system: System,
  waitsFor: WaitingFor,
  token: string,
): Promise<WaitingSignIn | undefined> {
  try {
    return await openFactorToken(system, waitsFor, token)
  } catch (error) {
    if (error instanceof AuthError && error.code === 'mfa_token_not_valid') return undefined
    throw error
  }
}
