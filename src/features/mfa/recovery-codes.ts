/**
 * Recovery codes: ten of sixteen base32 characters, 80 random bits each, of which only digests are stored. One round of
 * SHA-256 is enough for 80 bits that are throttled besides; the user's id in it makes equal codes of two users differ.
 */
import { createHash } from 'node:crypto'
import type { UserId } from '../../kernel/user-id.ts'
import type { Random } from '../../ports/random.ts'
import { encodeBase32 } from './base32.ts'

export const codesOfASet = 10
const bytesOfACode = 10

export interface RecoveryCodes {
  /** Shown once: ABCD-EFGH-IJKL-MNOP. */
  readonly texts: readonly string[]
  readonly digests: readonly string[]
}

export function createRecoveryCodes(random: Random, userId: UserId): RecoveryCodes {
  const codes = Array.from({ length: codesOfASet }, () => encodeBase32(random.bytes(bytesOfACode)))
  const texts = codes.map(code => (code.match(/.{4}/g) ?? []).join('-'))
  return { texts, digests: codes.map(code => digestOf(userId, code)) }
}

/** Of a code as it was typed, in whatever case, with or without dashes. `undefined`: it has not the form of one. */
export function readRecoveryCode(userId: UserId, text: string): string | undefined {
  const code = text.replaceAll(/[\s-]/g, '').toUpperCase()
  return /^[A-Z2-7]{16}$/.test(code) ? digestOf(userId, code) : undefined
}

function digestOf(userId: UserId, code: string): string {
  return createHash('sha256').update(`recovery code\0${userId}\0${code}`).digest('base64url')
}
