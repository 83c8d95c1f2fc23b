/**
 * Makes and judges password hashes. Every attempt costs one hash, whoever it is for: a user who is not there, a hash
 * that cannot be read and a wrong password take the same time. Hashing runs on other threads, at most `concurrency`
 * at once; behind a bounded queue the rest is turned away with 503.
 */
import { createBoundedQueue } from '../kernel/bounded-queue.ts'
import type { Argon2, Argon2Parameters } from '../ports/argon2.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Random } from '../ports/random.ts'
import { problem } from '../problems.ts'
import { type Argon2Hash, formatArgon2, parseArgon2, verifyArgon2 } from './hashers/argon2.ts'

export interface HasherOptions {
  readonly argon2: Argon2
  readonly random: Random
  /** KiB, passes, lanes: OWASP's minimum is 19456, 2, 1. */
  readonly passwordMemory: number
  readonly passwordIterations: number
  readonly passwordParallelism: number
  /** Hashes at once: as many as there are cores. */
  readonly concurrency: number
  /** Hashes that may wait. */
  readonly passwordQueue: number
}

export async function createPasswordHasher(options: HasherOptions): Promise<PasswordHasher> {
  const { argon2, random } = options
  const queue = createBoundedQueue(options.concurrency, options.passwordQueue, () =>
    problem('overloaded', { reason: 'hash_queue_full', headers: { 'Retry-After': '1' } }),
  )
  const wanted: Argon2Parameters = {
    memory: options.passwordMemory,
    iterations: options.passwordIterations,
    parallelism: options.passwordParallelism,
    length: 32,
  }
  const make = async (password: string): Promise<Argon2Hash> => {
    const salt = Buffer.from(djangoSalt(random))
    return { parameters: wanted, salt, digest: await argon2(password, salt, wanted) }
  }
  const decoy = await make(random.uuidHex())

  return {
    decoy: formatArgon2(decoy),
    hash: password => queue.run(async () => formatArgon2(await make(password))),
    verify: (password, stored) =>
      queue.run(async () => {
        const hash = parseArgon2(stored)
        const matches = await verifyArgon2(argon2, hash ?? decoy, password)
        return matches && hash !== undefined
      }),
    isOutdated: stored => {
      const hash = parseArgon2(stored)
      return hash === undefined || !sameCosts(hash.parameters, wanted)
    },
  }
}

/** Django re-hashes when a cost differs in either direction. */
function sameCosts(a: Argon2Parameters, b: Argon2Parameters): boolean {
  return a.memory === b.memory && a.iterations === b.iterations && a.parallelism === b.parallelism
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 22 letters and digits, 128 bits and more, as Django salts: drawn without the bias of a plain modulo. */
function djangoSalt(random: Random): string {
  let salt = ''
  while (salt.length < 22) {
    for (const byte of random.bytes(32)) {
      if (byte < 248 && salt.length < 22) salt += alphabet[byte % 62]
    }
  }
  return salt
}
