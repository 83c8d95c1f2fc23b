/**
 * The prebuilt native library where it is installed (an optional dependency, twice as fast), Node's own otherwise.
 * Both give equal digests; a test holds them against each other.
 */
import { argon2 as nodeArgon2 } from 'node:crypto'
import type { Argon2 } from '../argon2.ts'

export async function loadArgon2(): Promise<Argon2> {
  return (await loadNative()) ?? builtInArgon2
}

/** `undefined` where the platform has no prebuilt library. */
export async function loadNative(): Promise<Argon2 | undefined> {
  try {
    const { hashRaw } = await import('@node-rs/argon2')
    return (password, salt, { memory, iterations, parallelism, length }) =>
      hashRaw(password, {
        algorithm: 2, // Argon2id
        memoryCost: memory,
        timeCost: iterations,
        parallelism,
        outputLen: length,
        salt,
      })
  } catch {
    return undefined
  }
}

export const builtInArgon2: Argon2 = (password, salt, { memory, iterations, parallelism, length }) =>
  new Promise((resolve, reject) => {
    const options = { message: password, nonce: salt, memory, passes: iterations, parallelism, tagLength: length }
    nodeArgon2('argon2id', options, (error, digest) => (error ? reject(error) : resolve(digest)))
  })
