/** What `django.json` says of a project: printed by the line of `settings-command.ts`. */
import { z } from 'zod'

const duration = z.object({ seconds: z.number() })

const schema = z.object({
  latchkey: z.literal(1),
  django: z.string(),
  simplejwt: z.string().nullable(),
  allauth: z.string().nullable(),
  engine: z.string(),
  user_model: z.string(),
  user_table: z.string(),
  username_field: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      column: z.string(),
      table: z.string(),
      class: z.string(),
      null: z.boolean(),
      max_length: z.number().nullable(),
      pk: z.boolean(),
      related: z.string().nullable(),
    }),
  ),
  many_to_many: z.array(z.object({ name: z.string(), table: z.string(), column: z.string(), to: z.string() })),
  time_zone: z.string(),
  use_tz: z.boolean(),
  installed_apps: z.array(z.string()),
  authentication_backends: z.array(z.string()),
  password_hashers: z.array(z.string()),
  hashers: z.array(z.string()),
  hasher: z.object({
    algorithm: z.string().nullable(),
    iterations: z.number().nullable(),
    rounds: z.number().nullable(),
    time_cost: z.number().nullable(),
    memory_cost: z.number().nullable(),
    parallelism: z.number().nullable(),
    work_factor: z.number().nullable(),
  }),
  simple_jwt: z.record(z.string(), z.unknown()),
  signing_key: z.object({ bytes: z.number(), distinct: z.number(), insecure: z.boolean(), own: z.boolean() }),
  account: z.record(z.string(), z.unknown()),
  password_validators: z.array(z.string()),
})

/** Names are those of the file. */
export type DjangoSettings = z.infer<typeof schema>

/** What is given is no `django.json`. */
export class DjangoSettingsError extends Error {
  override readonly name = 'DjangoSettingsError'
}

/** Lines before it, which Django's shell and settings print, are skipped. Throws DjangoSettingsError. */
export function readDjangoSettings(text: string): DjangoSettings {
  const line = text.split('\n').findLast(candidate => candidate.startsWith('{"latchkey"'))
  if (line === undefined) throw new DjangoSettingsError('holds no line that begins with {"latchkey"')
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new DjangoSettingsError('is cut off')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new DjangoSettingsError(`has no ${issue?.path.join('.') ?? 'members'} as this version reads it`)
}

/** Seconds of a `timedelta`, with SimpleJWT's own default where the project sets none. */
export function jwtSeconds(settings: DjangoSettings, name: keyof typeof jwtDefaults): number {
  const given = duration.safeParse(settings.simple_jwt[name])
  return given.success ? given.data.seconds : jwtDefaults[name]
}

export function isJwtOn(settings: DjangoSettings, name: string): boolean {
  return settings.simple_jwt[name] === true
}

const jwtDefaults = {
  ACCESS_TOKEN_LIFETIME: 300,
  REFRESH_TOKEN_LIFETIME: 86_400,
  SLIDING_TOKEN_LIFETIME: 300,
  SLIDING_TOKEN_REFRESH_LIFETIME: 86_400,
} as const

export function hasApp(settings: DjangoSettings, name: string): boolean {
  return settings.installed_apps.some(app => app === name || app.startsWith(`${name}.apps.`))
}
