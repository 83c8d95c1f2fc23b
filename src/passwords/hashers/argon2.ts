/**
 * Django's argon2 format: the word `argon2` before a PHC string, `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`.
 * The variant is argon2id (Django 3.2 and later), the digest 32 bytes, both parts base64 without padding.
 */
import { equalBytes } from '../../kernel/bytes.ts'
import type { Argon2, Argon2Parameters } from '../../ports/argon2.ts'

export interface Argon2Hash {
  readonly parameters: Argon2Parameters
  readonly salt: Uint8Array
  readonly digest: Uint8Array
}

const format = /^argon2\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** `undefined` when the text is something else, or asks for more than a server should spend on one password. */
export function parseArgon2(stored: string): Argon2Hash | undefined {
  const match = format.exec(stored)
  if (match === null) return undefined
  const [, memory, iterations, parallelism, salt = '', digest = ''] = match
  const bytes = Buffer.from(digest, 'base64')
  const parameters = {
    memory: Number(memory),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
    length: bytes.length,
  }
  return isAffordable(parameters) ? { parameters, salt: Buffer.from(salt, 'base64'), digest: bytes } : undefined
}

/** A row that somebody planted must not make a login take gigabytes: 1 GiB and 64 passes at most. */
function isAffordable({ memory, iterations, parallelism, length }: Argon2Parameters): boolean {
  const isSane = iterations >= 1 && parallelism >= 1 && memory >= 8 * parallelism && length >= 16
  return isSane && memory <= 1_048_576 && iterations <= 64 && parallelism <= 64 && length <= 128
}

export function formatArgon2({ parameters, salt, digest }: Argon2Hash): string {
  const { memory, iterations, parallelism } = parameters
  const costs = `m=${memory},t=${iterations},p=${parallelism}`
  return `argon2$argon2id$v=19$${costs}$${unpadded(salt)}$${unpadded(digest)}`
}

export async function verifyArgon2(argon2: Argon2, hash: Argon2Hash, password: string): Promise<boolean> {
  return equalBytes(await argon2(password, hash.salt, hash.parameters), hash.digest)
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
