/** Tokens as tests need them: good ones without a password, and each kind of bad one by its name. */
import type { Auth } from '../auth.ts'
import { beginSession } from '../flows/begin-session.ts'
import { mintPair } from '../flows/mint-pair.ts'
import { createKeyring } from '../keys/keyring.ts'
import { accessToken } from '../tokens/access.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { mintToken } from '../tokens/mint.ts'
import { pairBody } from '../tokens/token-pair.ts'
import type { User } from '../users/user.ts'
import { mintForeignPair } from './foreign-tokens.ts'
import type { Pair } from './test-client.ts'

type Claims = Readonly<Record<string, unknown>>

export interface TokenFactory {
  /** A session begins for the user, as by a login: SimpleJWT's `RefreshToken.for_user`. */
  pair(user: User, claims?: Claims): Promise<Pair>
  /** A pair that a service with the shared key signed: no session of ours stands behind it. */
  foreignPair(user: User): Pair
  /** A token of a kind of one's own, or of one of ours. */
  of(kind: TokenKind, user: User, claims?: Claims): string
  /** An access token that ended a second ago. */
  expired(user: User): string
  /** An access token that is right in everything but its signature. */
  forged(user: User): string
}

export function createTokenFactory({ system }: Pick<Auth, 'system'>): TokenFactory {
  const of: TokenFactory['of'] = (kind, user, claims) => mintToken(system, kind, { userId: user.id, claims }).text
  return {
    async pair(user, claims) {
      const mint = mintPair(system, user, claims)
      const pair = await beginSession(system, user, { factors: ['password'], mint })
      if (pair === undefined) throw new Error('the password changed while the session began')
      return pairBody(pair)
    },
    foreignPair: user => mintForeignPair(system, user.id),
    of,
    expired(user) {
      const { accessTokenLifetime, leeway } = system.settings
      const now = system.clock.now() - (accessTokenLifetime + leeway + 1) * 1000
      return mintToken(system, accessToken, { userId: user.id, now }).text
    },
    forged(user) {
      // Another secret of the same length, signing by the same algorithm where that takes a secret.
      const keyring = createKeyring({
        algorithm: 'HS256',
        signingKey: 'somebody else’s secret, as long as a secret has to be',
      })
      return mintToken({ ...system, keyring }, accessToken, { userId: user.id }).text
    },
  }
}
