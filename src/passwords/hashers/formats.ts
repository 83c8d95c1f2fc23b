/** Every hash format that Django may have left in a database, keyed by the text before the first `$`. */
import { readArgon2 } from './argon2.ts'
import { readBcrypt } from './bcrypt.ts'
import { readPbkdf2 } from './pbkdf2.ts'
import { readPlainDigest } from './plain-digest.ts'
import { readScrypt } from './scrypt.ts'
import type { HashPrimitives, ReadHash, StoredHash } from './stored-hash.ts'

const formats: ReadonlyMap<string, ReadHash> = new Map<string, ReadHash>([
  ['argon2', readArgon2],
  ['pbkdf2_sha256', readPbkdf2],
  ['pbkdf2_sha1', readPbkdf2],
  ['bcrypt_sha256', readBcrypt],
  ['bcrypt', readBcrypt],
  ['scrypt', readScrypt],
  ['md5', readPlainDigest],
  ['sha1', readPlainDigest],
])

/** `undefined`: no password matches. The hash is unusable (`!...`), unknown, malformed or too expensive. */
export function readStoredHash(stored: string, primitives: HashPrimitives): StoredHash | undefined {
  const at = stored.indexOf('$')
  // The only format without `$` is the bare MD5 of early Django.
  const read = at < 0 ? readPlainDigest : formats.get(stored.slice(0, at))
  return read?.(stored, primitives)
}
