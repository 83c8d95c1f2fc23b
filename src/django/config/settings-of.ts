/** The project's settings as those of this house. */
import type { DjangoSettings } from '../django-settings.ts'
import type { DjangoProject } from '../project.ts'

/** `undefined`: by a column that names no account here (hazard l). */
export function userIdFieldOf(
  { users }: DjangoProject,
  { simple_jwt: jwt, fields, username_field: login }: DjangoSettings,
): 'id' | 'email' | 'username' | undefined {
  const field = String(jwt.USER_ID_FIELD ?? 'id')
  if (field === 'id' || field === 'pk' || fields.some(({ name, pk }) => pk && name === field)) return 'id'
  return field === login ? users.loginMember : undefined
}

/** Settings of the hasher and its cost; `undefined`: Django's first one makes no hashes here. */
export function hasherOf({ hasher }: DjangoSettings): Readonly<Record<string, string | number>> | undefined {
  const { algorithm, iterations, rounds, time_cost: time, memory_cost: memory, parallelism, work_factor: work } = hasher
  const given = (values: Readonly<Record<string, number | null>>) =>
    Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
  if (algorithm === 'pbkdf2_sha256' || algorithm === 'pbkdf2_sha1')
    return { passwordHasher: algorithm, ...given({ pbkdf2Iterations: iterations }) }
  if (algorithm === 'bcrypt_sha256') return { passwordHasher: algorithm, ...given({ bcryptRounds: rounds }) }
  if (algorithm === 'scrypt')
    return { passwordHasher: algorithm, ...given({ scryptCost: work, scryptParallelism: parallelism }) }
  if (algorithm === 'argon2') {
    return {
      passwordHasher: algorithm,
      ...given({ passwordIterations: time, passwordMemory: memory, passwordParallelism: parallelism }),
    }
  }
  return undefined
}

const ownHashers = ['pbkdf2_sha256', 'pbkdf2_sha1', 'argon2', 'bcrypt_sha256', 'bcrypt', 'scrypt']

/** Of PASSWORD_HASHERS those whose packages are installed there: what a written-back hash may be (hazard i). */
export function djangoHashersOf({ hashers }: DjangoSettings): string[] {
  return hashers.filter(name => ownHashers.includes(name))
}

/** A key that is taken only while the project moves in. */
export function isKeyWeak({ signing_key: key, simple_jwt: jwt }: DjangoSettings): boolean {
  return /^HS/.test(String(jwt.ALGORITHM ?? 'HS256')) && (key.insecure || key.bytes < 32 || key.distinct < 8)
}

/** Names of SIMPLE_JWT whose values are Python code: written here by hand. */
const code = /(?:_SERIALIZER|_CLASS|_RULE|^ON_LOGIN_\w+|JSON_ENCODER)$/
/** Settings that stand elsewhere, or nowhere. */
const left = new Set(['SIGNING_KEY', 'USER_ID_FIELD'])

export interface CarriedJwt {
  /** As they are written into the configuration: text, numbers, lists, seconds. */
  readonly values: readonly (readonly [name: string, value: unknown])[]
  /** Left to a person: `TOKEN_OBTAIN_SERIALIZER`. */
  readonly byHand: readonly string[]
}

export function simpleJwtOf(settings: DjangoSettings): CarriedJwt {
  const byHand: string[] = []
  const values: (readonly [string, unknown])[] = []
  for (const [name, value] of Object.entries(settings.simple_jwt)) {
    if (left.has(name)) continue
    if (value === null && !['TOKEN_TYPE_CLAIM', 'JTI_CLAIM'].includes(name)) continue
    const isDefault = typeof value === 'string' && value.startsWith('rest_framework_simplejwt.')
    if (code.test(name) && name !== 'AUTH_TOKEN_CLASSES') {
      if (!isDefault) byHand.push(name)
    } else values.push([name, secondsOr(value)])
  }
  return { values, byHand }
}

function secondsOr(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('seconds' in value)) return value
  return durationText(Number(value.seconds))
}

/** `15m`, `7d`, `90s`. */
export function durationText(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const
  const unit = units.find(([, length]) => seconds >= length && seconds % length === 0)
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`
}
