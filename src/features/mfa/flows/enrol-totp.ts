/** An authenticator app is added: a secret is shown, and counts once a code proves that the app has it. */
import { loginName } from '../../../flows/attempt-login.ts'
import { encodeBase64url } from '../../../kernel/bytes.ts'
import { problem } from '../../../problems.ts'
import type { Needs } from '../../../system.ts'
import type { User } from '../../../users/user.ts'
import { encodeBase32 } from '../base32.ts'
import type { TotpFactor } from '../factor.ts'
import { issuerOf } from '../relying-party.ts'
import { openSecret, sealSecret } from '../seal-secret.ts'
import { otpauthUrl, readCode, secretBytes } from '../totp.ts'
import { factorNotice, findCodeStep, type ShowParts } from './show-factor.ts'

export interface BegunTotp {
  readonly id: string
  /** Base32, for typing. */
  readonly secret: string
  readonly otpauthUrl: string
}

type Parts = ShowParts

/** As long as the token of a sign-in that waits for an enrolment. */
const waitsForMs = 900_000

/** Throws `factor_exists`. One that was begun before and not confirmed goes. */
export async function beginTotp(system: Parts, user: User, name: string): Promise<BegunTotp> {
  const id = encodeBase64url(system.random.bytes(16))
  const secret = system.random.bytes(secretBytes)
  const factor: TotpFactor = {
    kind: 'totp',
    id,
    userId: user.id,
    name,
    secret: sealSecret(system, user.id, secret),
    createdAt: system.clock.now(),
    confirmedAt: null,
    lastUsedAt: null,
    lastStep: -1,
  }
  const outcome = await system.factors.beginTotp(factor)
  if (outcome === 'exists') throw problem('factor_exists')
  if (outcome === 'unknown_user') throw problem('user_not_found')
  return shownSecret(system, user, id, secret)
}

/** The secret of one that waits, for its QR code. `undefined`: none waits. */
export async function findWaitingTotp(system: Parts, user: User): Promise<BegunTotp | undefined> {
  const factor = await findWaiting(system, user)
  const opened = factor && openSecret(system.settings, user.id, factor.secret)
  return factor && opened && shownSecret(system, user, factor.id, opened.secret)
}

/** `sid`: the session in which it is done; absent in an enrolment that a sign-in waits for. Throws `mfa_code_not_valid`. */
export async function confirmTotp(system: Parts, user: User, text: string, sid: string | undefined): Promise<void> {
  const factor = await findWaiting(system, user)
  const code = readCode(text)
  const step = factor && code !== undefined ? findCodeStep(system, factor, code) : undefined
  if (factor === undefined || step === undefined) throw refuse(system, user)
  const { settings: _, clock, origin } = system
  const change = { now: clock.now(), by: origin, mail: factorNotice(system, 'factor_added') }
  const outcome = await system.factors.confirmTotp({ userId: user.id, id: factor.id, step, sid, ...change })
  if (outcome === 'gone') throw refuse(system, user)
  system.outboxWorker.wake()
  system.events.emit({ name: 'factor.added', reason: 'totp', userId: user.id, sid })
}

/**
 * One that its owner began and left is none soon: a stolen access token shows its picture and confirms it, where it could
 * not begin another (account takeover).
 */
async function findWaiting({ factors, clock }: Parts, { id }: User): Promise<TotpFactor | undefined> {
  const all = await factors.listOf(id)
  const begunAfter = clock.now() - waitsForMs
  return all.find(
    (each): each is TotpFactor => each.kind === 'totp' && each.confirmedAt === null && each.createdAt > begunAfter,
  )
}

function shownSecret({ settings }: Needs<'settings'>, user: User, id: string, secret: Uint8Array): BegunTotp {
  const account = loginName(settings, user) || `account ${user.id}`
  return { id, secret: encodeBase32(secret), otpauthUrl: otpauthUrl(secret, { issuer: issuerOf(settings), account }) }
}

function refuse({ events }: Parts, { id: userId }: User) {
  events.emit({ name: 'factor.refused', reason: 'confirmation', userId })
  return problem('mfa_code_not_valid', { reason: 'confirmation', evidence: { userId } })
}
