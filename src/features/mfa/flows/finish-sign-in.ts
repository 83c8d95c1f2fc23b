/**
 * The rest of a sign-in that waits for its second factor. The account is judged again, and the token is spent before the
 * session begins: of any number of right answers to one sign-in, one is right.
 */
import { openFactorToken, refuseFactorToken, type WaitingSignIn } from '../../../flows/factor-token.ts'
import { type Proven, passWithFactor } from '../../../flows/pass-gate.ts'
import { canHaveTokens } from '../../../flows/user-status.ts'
import type { SecondFactor } from '../../../sessions/factor.ts'
import type { Needs } from '../../../system.ts'
import { type Guessable, type ShowParts, showCode } from './show-factor.ts'
import { type PasskeyParts, type PresentedPasskey, showPasskeyOf } from './show-passkey.ts'

export type FinishParts = ShowParts & PasskeyParts & Needs<'users' | 'seal' | 'sessions'>

export type ShownSecond = Guessable | PresentedPasskey

export interface FinishedSignIn {
  readonly proven: Proven
  readonly entry: WaitingSignIn['entry']
}

/** Throws `mfa_token_not_valid`, and what `showCode` and `showPasskeyOf` throw. */
export async function finishSignIn(system: FinishParts, raw: string, given: ShownSecond): Promise<FinishedSignIn> {
  const signIn = await openFactorToken(system, 'factor', raw)
  await requireLive(system, signIn)
  const factor = await show(system, signIn, given)
  return await spendSignIn(system, signIn, factor)
}

async function show(system: FinishParts, signIn: WaitingSignIn, given: ShownSecond): Promise<SecondFactor> {
  if (given.kind === 'passkey') return await showPasskeyOf(system, signIn.user, given)
  return await showCode(system, signIn.user, given, signIn)
}

/** Also for an enrolment that ends in a session. Throws `mfa_token_not_valid` where it was spent meanwhile. */
export async function spendSignIn(
  system: Needs<'sessions' | 'clock'>,
  { id, exp, user, factor: first, entry }: WaitingSignIn,
  second: SecondFactor,
): Promise<FinishedSignIn> {
  const spent = await system.sessions.spend({ jti: id, iat: undefined, exp })
  if (spent === 'already') throw refuseFactorToken('used', user)
  return { proven: passWithFactor(system, user, [first, second]), entry }
}

/** Before anything is counted. */
async function requireLive({ settings }: Needs<'settings'>, { user }: WaitingSignIn): Promise<void> {
  if (!(await canHaveTokens(settings, user))) throw refuseFactorToken('inactive', user)
}
