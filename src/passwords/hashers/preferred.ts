/** Creates new hashes with the hasher and costs of the settings. */
import type { Random } from '../../ports/random.ts'
import { argon2Maker } from './argon2.ts'
import { bcryptSha256Maker } from './bcrypt.ts'
import { pbkdf2Maker } from './pbkdf2.ts'
import { scryptMaker } from './scrypt.ts'
import type { HashPrimitives, MakeHash } from './stored-hash.ts'

export interface HashSettings {
  readonly passwordHasher: 'argon2' | 'pbkdf2_sha256' | 'pbkdf2_sha1' | 'bcrypt_sha256' | 'scrypt'
  /** KiB. */
  readonly passwordMemory: number
  readonly passwordIterations: number
  readonly passwordParallelism: number
  readonly pbkdf2Iterations: number
  readonly bcryptRounds: number
  readonly scryptCost: number
  readonly scryptParallelism: number
}

export function preferredMaker(settings: HashSettings, primitives: HashPrimitives, random: Random): MakeHash {
  return makers[settings.passwordHasher](settings, primitives, random)
}

type CreateMaker = (settings: HashSettings, primitives: HashPrimitives, random: Random) => MakeHash

const makers = {
  argon2: (settings, { argon2 }) =>
    argon2Maker(argon2, {
      memory: settings.passwordMemory,
      iterations: settings.passwordIterations,
      parallelism: settings.passwordParallelism,
      length: 32,
    }),
  pbkdf2_sha256: settings => pbkdf2Maker('pbkdf2_sha256', settings.pbkdf2Iterations),
  pbkdf2_sha1: settings => pbkdf2Maker('pbkdf2_sha1', settings.pbkdf2Iterations),
  bcrypt_sha256: ({ bcryptRounds }, { bcrypt }, random) => bcryptSha256Maker(bcrypt, bcryptRounds, random),
  scrypt: settings => scryptMaker({ cost: settings.scryptCost, blockSize: 8, parallelism: settings.scryptParallelism }),
} as const satisfies Readonly<Record<HashSettings['passwordHasher'], CreateMaker>>
