/** `pbkdf2_sha256$ROUNDS$SALT$BASE64`, Django's default, and the same with SHA-1 (RFC 8018 section 5.2). */
import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { equalBytes } from '../../kernel/bytes.ts'
import { isLongSalt, type MakeHash, type ReadHash } from './stored-hash.ts'

const derive = promisify(pbkdf2)
const variants = {
  pbkdf2_sha256: { digest: 'sha256', length: 32 },
  pbkdf2_sha1: { digest: 'sha1', length: 20 },
} as const

export type Pbkdf2Name = keyof typeof variants

/** Django 6.1 uses 1.5 million; a planted row must not take seconds (denial of service). */
const mostRounds = 10_000_000

const format = /^(pbkdf2_sha256|pbkdf2_sha1)\$([1-9]\d{0,7})\$([^$]+)\$([A-Za-z0-9+/]+={0,2})$/

export const readPbkdf2: ReadHash = stored => {
  const match = format.exec(stored)
  if (match === null) return undefined
  const [, name, roundsText, salt = '', digest = ''] = match
  const variant = variants[name as Pbkdf2Name]
  const rounds = Number(roundsText)
  const expected = Buffer.from(digest, 'base64')
  if (rounds > mostRounds || expected.length !== variant.length) return undefined
  return {
    algorithm: name as Pbkdf2Name,
    costs: String(rounds),
    work: rounds,
    isWellSalted: isLongSalt(salt),
    matches: async password =>
      equalBytes(await derive(password, salt, rounds, variant.length, variant.digest), expected),
  }
}

export function pbkdf2Maker(name: Pbkdf2Name, rounds: number): MakeHash {
  const { digest, length } = variants[name]
  return async (password, salt) => {
    const key = await derive(password, salt, rounds, length, digest)
    return `${name}$${rounds}$${salt}$${key.toString('base64')}`
  }
}

/** Spends this many rounds, to equalize the time of a verification (timing attack). */
export async function burnRounds(password: string, rounds: number): Promise<void> {
  if (rounds >= 1) await derive(password, 'unused', Math.floor(rounds), 32, 'sha256')
}
