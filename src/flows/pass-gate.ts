/**
 * The gate before every session. What begins one takes a `Proven`, and only this file makes them: a row that hands out
 * tokens without asking here does not compile.
 */
import { problem, problemTable } from '../problems.ts'
import { type AuthenticationClaims, authenticationClaims } from '../sessions/authentication-claims.ts'
import { type Factor, type FirstFactor, hasSecondFactor, type SecondFactor } from '../sessions/factor.ts'
import type { FactorDemand } from '../sessions/second-factors.ts'
import type { PresentedSession } from '../sessions/store.ts'
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'
import { type Entry, sealFactorToken, type WaitingFor } from './factor-token.ts'

declare const passed: unique symbol

/** A user who has shown all that a session of theirs asks for. */
export interface Proven {
  readonly [passed]: true
  readonly user: User
  readonly factors: readonly [Factor, ...Factor[]]
  /** What their tokens say about it; absent for an account without a factor, whose tokens are as they always were. */
  readonly authentication: AuthenticationClaims | undefined
}

/** What was shown so far. */
export interface Shown {
  readonly user: User
  readonly factor: FirstFactor
}

export type GateParts = Needs<'secondFactors' | 'settings' | 'seal' | 'clock' | 'random' | 'events' | 'origin'>

/**
 * Throws `mfa_required` and `mfa_enrolment_required`, with a token that goes on with this very request. `entry`: the row
 * that was asked; without one the sign-in ends with a pair of tokens.
 */
export async function passGate(system: GateParts, shown: Shown, entry?: Entry): Promise<Proven> {
  const { user, factor } = shown
  const device = system.origin.trustedDevice
  const demand = await system.secondFactors.demandOf({ user, factors: [factor], device })
  if (demand.kind !== 'none') throw askForMore(system, demand, shown, entry)
  return provenBy(system, user, demand.isTrusted ? [factor, 'trusted_device'] : [factor], demand.isEnrolled)
}

/**
 * The gate of a session that began before its account had a factor, or had to have one, where the settings ask for it
 * (`mfaAtRefresh`). A session in which a factor was shown is not asked again.
 */
export async function passGateAgain(
  system: GateParts,
  { user, session: { factors } }: { readonly user: User; readonly session: PresentedSession },
  entry: Entry,
): Promise<Proven | undefined> {
  if (!system.settings.mfaAtRefresh) return undefined
  if (hasSecondFactor(factors) || factors.includes('trusted_device')) return undefined
  return await passGate(system, { user, factor: (factors[0] ?? 'adopted') as FirstFactor }, entry)
}

/** The same where nothing can be asked, as in the middle of a registration: `undefined` where more is needed. */
export async function passGateQuietly(system: GateParts, { user, factor }: Shown): Promise<Proven | undefined> {
  const demand = await system.secondFactors.demandOf({ user, factors: [factor] })
  return demand.kind === 'none' ? provenBy(system, user, [factor], demand.isEnrolled) : undefined
}

/** After a second factor was verified. A passkey is enough by itself. */
export function passWithFactor(
  system: Needs<'clock'>,
  user: User,
  factors: readonly [SecondFactor] | readonly [FirstFactor, SecondFactor],
): Proven {
  return provenBy(system, user, factors, true)
}

function provenBy(
  { clock }: Needs<'clock'>,
  user: User,
  factors: readonly [Factor, ...Factor[]],
  isEnrolled: boolean,
): Proven {
  const authentication = isEnrolled ? authenticationClaims(factors, clock.now()) : undefined
  return { user, factors, authentication } as Proven
}

const asks = {
  second_factor: { code: 'mfa_required', waitsFor: 'factor' },
  enrolment: { code: 'mfa_enrolment_required', waitsFor: 'enrolment' },
} as const satisfies Record<string, { readonly code: string; readonly waitsFor: WaitingFor }>

function askForMore(
  system: GateParts,
  { kind, methods }: Exclude<FactorDemand, { readonly kind: 'none' }>,
  { user, factor }: Shown,
  entry: Entry = { row: 'token_obtain_pair' },
) {
  const { code, waitsFor } = asks[kind]
  const text = sealFactorToken(system, waitsFor, { user, factor, entry })
  const detail = problemTable[code].title
  system.events.emit({ name: 'login.continued', reason: code, userId: user.id })
  return problem(code, { body: { detail, code, mfa_token: text, methods }, evidence: { userId: user.id } })
}
