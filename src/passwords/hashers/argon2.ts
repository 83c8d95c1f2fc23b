/**
 * Django's argon2 format: `argon2` before a PHC string, `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`. Django 3.2
 * and later write argon2id with 32 bytes, older versions argon2i with 16; salt and hash are unpadded base64.
 */
import { equalBytes } from '../../kernel/bytes.ts'
import type { Argon2, Argon2Parameters, Argon2Variant } from '../../ports/argon2.ts'
import { isLongSalt, type MakeHash, type ReadHash } from './stored-hash.ts'

const format =
  /^argon2\$(argon2id|argon2i|argon2d)\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,4})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export const readArgon2: ReadHash = (stored, { argon2 }) => {
  const match = format.exec(stored)
  if (match === null) return undefined
  const [, variant = '', memory, iterations, parallelism, salt = '', digest = ''] = match
  const bytes = Buffer.from(digest, 'base64')
  const parameters = {
    variant: variant as Argon2Variant,
    memory: Number(memory),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
    length: bytes.length,
  }
  const saltBytes = Buffer.from(salt, 'base64')
  if (!isAffordable(parameters) || saltBytes.length < 8) return undefined
  return {
    algorithm: 'argon2',
    costs: `${variant} ${costsOf(parameters)}`,
    work: 4 * parameters.memory * parameters.iterations,
    isWellSalted: isLongSalt(saltBytes.toString('latin1')),
    matches: async password => equalBytes(await argon2(password, saltBytes, parameters), bytes),
  }
}

/** A planted row must not make a login take gigabytes (denial of service): 1 GiB and 64 passes at most. */
function isAffordable({ memory, iterations, parallelism, length }: Argon2Parameters): boolean {
  const isSane = iterations >= 1 && parallelism >= 1 && memory >= 8 * parallelism && length >= 16
  const isCheap = memory <= 1_048_576 && iterations <= 64 && memory * iterations <= 4_194_304
  return isSane && isCheap && parallelism <= 64 && length <= 128
}

export function argon2Maker(argon2: Argon2, parameters: Argon2Parameters): MakeHash {
  return async (password, salt) => {
    const bytes = Buffer.from(salt)
    const digest = await argon2(password, bytes, parameters)
    return `argon2$argon2id$v=19$${costsOf(parameters)}$${unpadded(bytes)}$${unpadded(digest)}`
  }
}

function costsOf({ memory, iterations, parallelism }: Argon2Parameters): string {
  return `m=${memory},t=${iterations},p=${parallelism}`
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '')
}
