/**
 * The token of a sign-in that waits for its second factor. It names the row that was asked, so that the answer can be that
 * row's, and is bound to the password: a change of it ends the sign-in. It is sealed and no JWT: whatever verifies our
 * tokens, here or elsewhere and with whatever settings (`tokenTypeClaim: null`), must not take it for one of a session.
 */
import { createHmac } from 'node:crypto'
import { encodeBase64url } from '../kernel/bytes.ts'
import type { UserId } from '../kernel/user-id.ts'
import { type AuthError, problem } from '../problems.ts'
import type { FirstFactor } from '../sessions/factor.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { User } from '../users/user.ts'

/** The row that was asked for tokens, and what it needs to go on. */
export interface Entry {
  /** The row's `urlName`, or its path. */
  readonly row: string
  readonly state?: Readonly<Record<string, unknown>> | undefined
}

export interface WaitingSignIn {
  readonly user: User
  /** What was shown before. */
  readonly factor: FirstFactor
  readonly entry: Entry
  /** Names the token where its attempts are counted and where it is spent. */
  readonly id: string
  /** Seconds since 1970. */
  readonly exp: number
}

/** `factor`: it opens one thing, showing a second factor. `enrolment`: the enrolment of the first one. */
export type WaitingFor = 'factor' | 'enrolment'

/** In seconds. It takes a while to find one's telephone and to install an app. */
const lifetimes: Readonly<Record<WaitingFor, number>> = { factor: 300, enrolment: 900 }

interface Content extends Pick<WaitingSignIn, 'factor' | 'entry' | 'id' | 'exp'> {
  readonly userId: UserId
  readonly boundTo: string
}

export function sealFactorToken(
  system: Needs<'settings' | 'seal' | 'clock' | 'random'>,
  waitsFor: WaitingFor,
  { user, factor, entry }: Pick<WaitingSignIn, 'user' | 'factor' | 'entry'>,
): string {
  const content: Content = {
    userId: user.id,
    boundTo: bindingOf(system.settings, user),
    factor,
    entry,
    id: `sign-in ${encodeBase64url(system.random.bytes(16))}`,
    exp: Math.floor(system.clock.now() / 1000) + lifetimes[waitsFor],
  }
  return system.seal.seal(purposeOf(waitsFor), content)
}

/**
 * Does NOT check that the token is unspent, nor that the user may have tokens. Throws `mfa_token_not_valid` for every
 * fault.
 */
export async function openFactorToken(
  system: Needs<'settings' | 'seal' | 'clock' | 'users'>,
  waitsFor: WaitingFor,
  raw: string,
): Promise<WaitingSignIn> {
  const content = system.seal.open(purposeOf(waitsFor), raw)
  if (!isContent(content)) throw refuseFactorToken('unknown')
  const { userId, boundTo, ...signIn } = content
  if (signIn.exp <= Math.floor(system.clock.now() / 1000)) throw refuseFactorToken('expired', { id: userId })
  const user = await system.users.findById(userId)
  if (user === undefined) throw refuseFactorToken('unknown_user')
  if (boundTo !== bindingOf(system.settings, user)) throw refuseFactorToken('superseded', user)
  return { user, ...signIn }
}

/** One message for every fault: the sign-in has to be begun again. */
export function refuseFactorToken(reason: string, user?: Pick<User, 'id'>): AuthError {
  return problem('mfa_token_not_valid', { reason, ...(user && { evidence: { userId: user.id } }) })
}

/** A text that was sealed for one is none for the other. */
function purposeOf(waitsFor: WaitingFor): string {
  return `sign-in that waits for its ${waitsFor}`
}

function bindingOf({ secretKey }: Pick<Settings, 'secretKey'>, user: User): string {
  const facts = JSON.stringify([user.id, user.password.reveal()])
  return createHmac('sha256', secretKey.reveal()).update(`factor token\0${facts}`).digest('base64url').slice(0, 22)
}

function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && 'boundTo' in value && 'entry' in value
}

/** How long a browser keeps the cookie of one: as long as the longer is good for. */
export const factorTokenSeconds = Math.max(...Object.values(lifetimes))
