/** The parts that mint tokens in tests: a fake clock, counting ids, and SimpleJWT's default settings. */
import { createKeyring } from '../../src/keys/keyring.ts'
import { localKeyOf } from '../../src/testing/mint-now.ts'
import type { Claims } from '../../src/tokens/claims.ts'
import { encodeCompact } from '../../src/tokens/codec.ts'
import type { TokenNeeds, TokenSettings } from '../../src/tokens/token-settings.ts'

export const noon = 1_700_000_000

export const simplejwtSettings: TokenSettings = {
  accessTokenLifetime: 300,
  refreshTokenLifetime: 86_400,
  slidingTokenLifetime: 300,
  slidingTokenRefreshLifetime: 86_400,
  issuer: undefined,
  audience: undefined,
  leeway: 0,
  userIdClaim: 'user_id',
  tokenTypeClaim: 'token_type',
  jtiClaim: 'jti',
  slidingTokenRefreshExpClaim: 'refresh_exp',
}

export interface TestNeeds extends TokenNeeds {
  /** Moves the clock forward. */
  wait(seconds: number): void
}

/** The fifty `x` of the published vector as the secret, at `noon`. */
export function createNeeds(settings: Partial<TokenSettings> = {}, needs: Partial<TokenNeeds> = {}): TestNeeds {
  let now = noon * 1000
  let ids = 0
  return {
    keyring: createKeyring({ algorithm: 'HS256', signingKey: 'x'.repeat(50) }),
    settings: { ...simplejwtSettings, ...settings },
    clock: { now: () => now },
    random: {
      bytes: count => new Uint8Array(count).fill(7),
      uuidHex: () => {
        ids += 1
        return ids.toString(16).padStart(32, '0')
      },
    },
    wait: seconds => {
      now += seconds * 1000
    },
    ...needs,
  }
}

/** A token with exactly these claims, good or bad. */
export function sign(needs: TokenNeeds, claims: Readonly<Record<string, unknown>>): string {
  return encodeCompact(claims as Claims, localKeyOf(needs.keyring))
}

/** The expected error, for `assert.throws`. */
export function refusal(reason: string, title = 'Token is invalid') {
  return { name: 'AuthError', status: 401, reason, body: { detail: title, code: 'token_not_valid' } }
}
