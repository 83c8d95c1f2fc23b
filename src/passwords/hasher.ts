/**
 * Creates and verifies password hashes. Against timing attacks (user enumeration) every attempt costs one hash: an
 * unknown user, an unreadable hash and a wrong password take the same time, and a stored hash that is cheaper than a
 * new one is topped up. A more expensive one stays slower until its owner logs in and gets a new hash. Hashing runs on
 * other threads, at most `concurrency` at once; when the bounded queue is full, the rest is rejected with 503. Half of the
 * queue is kept for logins, and clients take turns, so that a flood from one client leaves the others their logins.
 */
import { createBoundedQueue } from '../kernel/bounded-queue.ts'
import type { HashCaller, PasswordHasher } from '../ports/password-hasher.ts'
import type { Random } from '../ports/random.ts'
import { problem } from '../problems.ts'
import { normalizePassword, type PasswordForm, passwordForms } from './form.ts'
import { readStoredHash } from './hashers/formats.ts'
import { burnRounds } from './hashers/pbkdf2.ts'
import { type HashSettings, preferredMaker } from './hashers/preferred.ts'
import type { HashPrimitives, StoredHash } from './hashers/stored-hash.ts'

export interface HasherOptions extends HashPrimitives, HashSettings {
  readonly random: Random
  readonly passwordForm: PasswordForm
  /** Hashes computed at once: one for each core. */
  readonly concurrency: number
  /** How many hashes may wait. */
  readonly passwordQueue: number
}

export async function createPasswordHasher(options: HasherOptions): Promise<PasswordHasher> {
  const { random, passwordForm: form } = options
  const queue = createBoundedQueue(options.concurrency, options.passwordQueue, () =>
    problem('overloaded', { reason: 'hash_queue_full', headers: { 'Retry-After': '1' } }),
  )
  const make = preferredMaker(options, options, random)
  const decoyText = await make(random.uuidHex(), djangoSalt(random))
  const decoy = readDecoy(decoyText, options)

  const hasherFor = ({ purpose, subscriber }: HashCaller): PasswordHasher => {
    const from = { lane: purpose === 'login' ? 'first' : 'second', source: subscriber } as const
    const check: PasswordHasher['check'] = (password, stored) =>
      queue.run(() => checkForms(passwordForms(form, password), readStoredHash(stored, options), decoy), from)
    return {
      decoy: decoyText,
      load: queue,
      for: hasherFor,
      hash: password => queue.run(() => make(normalizePassword(form, password), djangoSalt(random)), from),
      check,
      requireRoom: () => queue.requireRoom(from),
      verify: async (password, stored) => (await check(password, stored)) !== 'differs',
      canVerify: stored => readStoredHash(stored, options) !== undefined,
      isOutdated: stored => {
        const hash = readStoredHash(stored, options)
        if (hash === undefined || !hash.isWellSalted) return true
        // Django re-hashes when a cost differs in either direction.
        return hash.algorithm !== decoy.algorithm || hash.costs !== decoy.costs
      },
    }
  }
  return hasherFor({ purpose: 'other', subscriber: '' })
}

/** Every form of a wrong password is tried, for an unknown user as for a known one: its cost says nothing about the account. */
async function checkForms(
  [first, ...others]: readonly [string, ...string[]],
  hash: StoredHash | undefined,
  decoy: StoredHash,
) {
  if (await verify(first, hash, decoy)) return 'matches'
  for (const text of others) if (await verify(text, hash, decoy)) return 'in_another_form'
  return 'differs'
}

async function verify(password: string, hash: StoredHash | undefined, decoy: StoredHash): Promise<boolean> {
  const matches = await (hash ?? decoy).matches(password)
  if (!matches && hash !== undefined) await burnRounds(password, decoy.work - hash.work)
  return matches && hash !== undefined
}

/** Costs that `readStoredHash` would refuse must not be written: no user could log in. */
function readDecoy(text: string, primitives: HashPrimitives): StoredHash {
  const hash = readStoredHash(text, primitives)
  if (hash === undefined) throw new RangeError('the configured password hashes are too expensive to verify')
  return hash
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Django's salt: 22 letters and digits, at least 128 bits, drawn without modulo bias. */
function djangoSalt(random: Random): string {
  let salt = ''
  while (salt.length < 22) {
    for (const byte of random.bytes(32)) {
      if (byte < 248 && salt.length < 22) salt += alphabet[byte % 62]
    }
  }
  return salt
}
