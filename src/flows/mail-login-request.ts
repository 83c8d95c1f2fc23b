/**
 * A login by mail that waits for its reader: what the browser that asked keeps, and what the mail says. The browser's half
 * is sealed and no JWT, the mail's half is derived from the same id by a key: neither opens anything without the other, so
 * a link that is opened elsewhere, or planted, logs no one in (login CSRF). Nothing of it is stored until it is used.
 */
import { createHmac } from 'node:crypto'
import { equalBytes } from '../kernel/bytes.ts'
import { type AuthError, problem } from '../problems.ts'
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'
import type { TokenStamp } from '../tokens/minted-token.ts'
import type { User } from '../users/user.ts'

export interface MailLoginRequest {
  /** The address as it was typed, its domain in lower case. */
  readonly to: string
  readonly stamp: TokenStamp
  /** Milliseconds since 1970. */
  readonly askedAt: number
  /** Where a page goes on after the login; absent for a program. */
  readonly next?: string | undefined
}

const purpose = 'login by mail'

export function sealMailLogin({ seal }: Needs<'seal'>, request: MailLoginRequest): string {
  return seal.seal(purpose, request)
}

/** Does NOT check that it is unspent. Throws `mail_login_not_valid` for every fault. */
export function openMailLogin({ seal, clock }: Needs<'seal' | 'clock'>, raw: string): MailLoginRequest {
  const content = seal.open(purpose, raw)
  if (!isRequest(content)) throw refuseMailLogin('unknown')
  if (content.stamp.exp <= Math.floor(clock.now() / 1000)) throw refuseMailLogin('expired')
  return content
}

/** One message for every fault: the login has to be begun again. */
export function refuseMailLogin(reason: string, user?: Pick<User, 'id'>): AuthError {
  return problem('mail_login_not_valid', { reason, ...(user && { evidence: { userId: user.id } }) })
}

/** Eight digits. The same for the same request and account: a mail that is sent again has the same. */
export function mailCodeOf(settings: Pick<Settings, 'secretKey'>, id: string, user: User): string {
  const number = digestOf(settings, 'code', id, user).readBigUInt64BE() % 100_000_000n
  return String(number).padStart(8, '0')
}

/** What the link has: 256 bits. */
export function mailLinkTokenOf(settings: Pick<Settings, 'secretKey'>, id: string, user: User): string {
  return digestOf(settings, 'link', id, user).toString('base64url')
}

/** Spaces and dashes are how people write down a code. */
export function isMailCode(settings: Pick<Settings, 'secretKey'>, id: string, user: User, typed: string): boolean {
  return isEqual(typed.replaceAll(/[\s-]/g, ''), mailCodeOf(settings, id, user))
}

export function isMailLinkToken(settings: Pick<Settings, 'secretKey'>, id: string, user: User, token: string): boolean {
  return isEqual(token, mailLinkTokenOf(settings, id, user))
}

function isEqual(a: string, b: string): boolean {
  return equalBytes(Buffer.from(a), Buffer.from(b))
}

/** Of the account as it is: after another address or another password, both are others. */
function digestOf({ secretKey }: Pick<Settings, 'secretKey'>, what: 'code' | 'link', id: string, user: User): Buffer {
  const facts = JSON.stringify([what, id, user.id, user.email, user.password.reveal()])
  return createHmac('sha256', secretKey.reveal()).update(`login by mail\0${facts}`).digest()
}

function isRequest(value: unknown): value is MailLoginRequest {
  return typeof value === 'object' && value !== null && 'to' in value && 'stamp' in value
}
