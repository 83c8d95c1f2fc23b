/**
 * The prebuilt native library if it is installed (an optional dependency, twice as fast), otherwise Node's argon2.
 * Both give the same digests; a test compares them.
 */
// Not by its name: an older Node would fail at that before an entry point can say which Node is needed.
import crypto from 'node:crypto'
import type { Argon2 } from '../argon2.ts'

export async function loadArgon2(): Promise<Argon2> {
  return (await loadNative()) ?? builtInArgon2
}

/** `undefined` if there is no prebuilt library for the platform. */
export async function loadNative(): Promise<Argon2 | undefined> {
  try {
    const { hashRaw } = await import('@node-rs/argon2')
    return (password, salt, { variant = 'argon2id', memory, iterations, parallelism, length }) =>
      hashRaw(password, {
        algorithm: nativeVariants[variant],
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

/** The library's enum, which exists only in its types. */
const nativeVariants = { argon2d: 0, argon2i: 1, argon2id: 2 } as const

export const builtInArgon2: Argon2 = (password, salt, parameters) =>
  new Promise((resolve, reject) => {
    const { variant = 'argon2id', memory, iterations, parallelism, length } = parameters
    const options = { message: password, nonce: salt, memory, passes: iterations, parallelism, tagLength: length }
    crypto.argon2(variant, options, (error, digest) => (error ? reject(error) : resolve(digest)))
  })
