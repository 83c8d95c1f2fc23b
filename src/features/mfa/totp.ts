/**
 * One-time codes of authenticator apps (RFC 6238 over RFC 4226): SHA-1, six digits, steps of thirty seconds, which is what
 * every app can do. It does NOT know which step was used before: the store does.
 */
import { createHmac } from 'node:crypto'
import { equalBytes } from '../../kernel/bytes.ts'
import { encodeBase32 } from './base32.ts'

export const stepSeconds = 30
const digits = 6
/** As long as the digest of SHA-1 (RFC 4226 section 4, R6). */
export const secretBytes = 20

/** The number of the step that a time in ms lies in. */
export function stepAt(now: number): number {
  return Math.floor(now / 1000 / stepSeconds)
}

/** RFC 4226 section 5.3. */
export function codeOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export interface CodeQuestion {
  /** Milliseconds since 1970. */
  readonly now: number
  /** How many steps before and after may be meant, as clocks differ. */
  readonly window: number
}

/** The step of a right code; `undefined` for a wrong one. Every step of the window is compared, whatever was found. */
export function findStep(secret: Uint8Array, code: string, { now, window }: CodeQuestion): number | undefined {
  const given = Buffer.from(code)
  const steps = Array.from({ length: 2 * window + 1 }, (_, index) => stepAt(now) + index - window)
  const right = steps.filter(step => step >= 0 && equalBytes(Buffer.from(codeOf(secret, step)), given))
  return right[0]
}

/** As it was typed: apps show a blank in the middle. `undefined`: not six digits. */
export function readCode(text: string): string | undefined {
  const code = text.replaceAll(/[\s-]/g, '')
  return /^[0-9]{6}$/.test(code) ? code : undefined
}

/** What the QR code says (Google Authenticator's key URI format). The account's name may be read aloud by the app. */
export function otpauthUrl(
  secret: Uint8Array,
  { issuer, account }: { readonly issuer: string; readonly account: string },
) {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  const query = {
    secret: encodeBase32(secret),
    issuer,
    algorithm: 'SHA1',
    digits: String(digits),
    period: String(stepSeconds),
  }
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `otpauth://totp/${label}?${pairs.join('&')}`
}
