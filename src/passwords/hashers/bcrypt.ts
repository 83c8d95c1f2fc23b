/**
 * `bcrypt_sha256$$2b$12$...`: bcrypt of the password's SHA-256 in hex, so that nothing is truncated.
 * `bcrypt$$2b$12$...`: bcrypt of the password itself, of which bcrypt reads 72 bytes. It is only verified, never
 * written: the next login replaces it.
 */
import { createHash } from 'node:crypto'
import { equalBytes } from '../../kernel/bytes.ts'
import type { Bcrypt } from '../../ports/bcrypt.ts'
import type { Random } from '../../ports/random.ts'
import type { MakeHash, ReadHash } from './stored-hash.ts'

const format = /^(bcrypt_sha256|bcrypt)\$((\$2[aby]\$)(\d\d)\$[./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/

/** 2^15 iterations take two seconds. */
const mostRounds = 15
const workOfRound = 450

export const readBcrypt: ReadHash = (stored, { bcrypt }) => {
  const match = format.exec(stored)
  if (match === null) return undefined
  const [, algorithm = '', salt = '', , roundsText, digest = ''] = match
  const rounds = Number(roundsText)
  if (rounds < 4 || rounds > mostRounds) return undefined
  return {
    algorithm,
    costs: String(rounds),
    work: 2 ** rounds * workOfRound,
    isWellSalted: true,
    async matches(password) {
      const isRaw = algorithm === 'bcrypt'
      const hash = await bcrypt(isRaw ? password : hexDigest(password), salt)
      // Bcrypt repeats its key with a NUL between: `abc` and `abc\0abc` have the same hash. Django refuses NULs.
      return equalBytes(Buffer.from(hash.slice(-31)), Buffer.from(digest)) && !(isRaw && password.includes('\0'))
    },
  }
}

export function bcryptSha256Maker(bcrypt: Bcrypt, rounds: number, random: Random): MakeHash {
  const costs = String(rounds).padStart(2, '0')
  return async password => {
    const salt = `$2b$${costs}$${bcryptBase64(random.bytes(16))}`
    return `bcrypt_sha256$${await bcrypt(hexDigest(password), salt)}`
  }
}

function hexDigest(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}

const standard = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const bcryptAlphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function bcryptBase64(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64').replaceAll('=', '')
  return text.replaceAll(/./g, char => bcryptAlphabet.charAt(standard.indexOf(char)))
}
