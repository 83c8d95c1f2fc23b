/** Kinds of token: a name, the type written into `token_type`, and a lifetime. */
import { type Duration, parseDuration } from '../kernel/duration.ts'
import type { TokenSettings } from './token-settings.ts'

/** A duration, or a function that reads the seconds from the settings. */
export type Lifetime = Duration | ((settings: TokenSettings) => number)

/** A kind of token: its type and lifetime. A token of one kind is never accepted as another. */
export interface TokenKind<Type extends string = string> {
  /** SimpleJWT's class name, shown in responses as `token_class`. */
  readonly name: string
  readonly type: Type
  /** In seconds. */
  readonly lifetime: (settings: TokenSettings) => number
  /** For kinds that are renewed in place: how long after the first issue they can be renewed, in seconds. */
  readonly refreshLifetime: ((settings: TokenSettings) => number) | undefined
  /** Whether `token_type` is checked; `false` only for untyped tokens. */
  readonly checksType: boolean
}

/** What `defineToken` takes. `lifetime` is a duration such as `'24h'`, or a function of the settings. */
export interface TokenDefinition<Type extends string> {
  readonly name: string
  readonly type: Type
  readonly lifetime: Lifetime
  readonly refreshLifetime?: Lifetime
  readonly checksType?: boolean
}

/**
 * ```ts
 * export const emailVerificationToken = defineToken({
 *   name: 'EmailVerificationToken', type: 'email_verification', lifetime: '24h',
 * })
 * ```
 */
export function defineToken<const Type extends string>(definition: TokenDefinition<Type>): TokenKind<Type> {
  const { name, type, lifetime, refreshLifetime, checksType = true } = definition
  // Callers in plain JavaScript can leave them out.
  if (!type || lifetime === undefined || lifetime === null) {
    throw new TypeError('Cannot create token with no type or lifetime')
  }
  return Object.freeze({
    name,
    type,
    lifetime: secondsOf(lifetime, name),
    refreshLifetime: refreshLifetime === undefined ? undefined : secondsOf(refreshLifetime, name),
    checksType,
  })
}

function secondsOf(lifetime: Lifetime, name: string): (settings: TokenSettings) => number {
  if (typeof lifetime === 'function') return lifetime
  const seconds = parseDuration(lifetime)
  if (seconds === undefined) throw new TypeError(`${name}: ${JSON.stringify(lifetime)} is not a duration`)
  return () => seconds
}
