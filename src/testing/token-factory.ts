/** Makes tokens for tests: valid ones without a password, and each kind of invalid one by name. */
import type { Auth } from '../auth.ts'
import { beginSession } from '../flows/begin-session.ts'
import { mintPair } from '../flows/mint-pair.ts'
import { passGate } from '../flows/pass-gate.ts'
import { createKeyring } from '../keys/keyring.ts'
import { accessToken } from '../tokens/access.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { pairBody } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import { mintForeignPair } from './foreign-tokens.ts'
import { mintNow } from './mint-now.ts'
import type { Pair } from './test-client.ts'

type Claims = Readonly<Record<string, unknown>>

/** Tokens for tests, good and bad, by name. */
export interface TokenFactory {
  /** Starts a session for the user, as a login does: SimpleJWT's `RefreshToken.for_user`. `claims` beside `tokenClaims`. */
  pair(user: User, claims?: Claims): Promise<Pair>
  /** A pair signed by another service with the shared key: it has no session here. */
  foreignPair(user: User): Pair
  /** A token of any kind, built-in or custom. */
  of(kind: TokenKind, user: User, claims?: Claims): string
  /** An access token that expired a second ago. */
  expired(user: User): string
  /** An access token that is valid except for its signature. */
  forged(user: User): string
}

/** Makes good tokens and bad ones by name (expired, forged, of another kind) for tests of refusals. */
export function createTokenFactory({ system }: Pick<Auth, 'system'>): TokenFactory {
  const of: TokenFactory['of'] = (kind, user, claims) => mintNow(system, kind, { userId: user.id, claims }).text
  return {
    async pair(user, claims) {
      const mint = await mintPair(system, user, () => claims ?? {})
      const proven = await passGate(system, { user, factor: 'password' })
      const pair = await beginSession(system, proven, { mint })
      if (pair === undefined) throw new Error('the password changed while the session began')
      return pairBody(pair)
    },
    foreignPair: user => mintForeignPair(system, user.id),
    of,
    expired(user) {
      const { accessTokenLifetime, leeway } = system.settings
      const now = system.clock.now() - (accessTokenLifetime + leeway + 1) * 1000
      return mintNow(system, accessToken, { userId: user.id, now }).text
    },
    forged(user) {
      // The default algorithm with another secret.
      const keyring = createKeyring({
        algorithm: 'HS256',
        signingKey: 'another service’s secret, as long as a secret has to be',
      })
      return mintNow({ ...system, keyring }, accessToken, { userId: user.id }).text
    },
  }
}
