/** Signs access tokens as Latchkey does, by any algorithm, with a key that was made for the measurement. */
import { generateKeyPairSync } from 'node:crypto'
import type { AlgorithmName } from '../../src/keys/algorithm-table.ts'
import { generateKeyPair, generateSecret } from '../../src/keys/generate.ts'
import { createKeyring } from '../../src/keys/keyring.ts'
import { toNodeKey } from '../../src/keys/node-key.ts'
import { systemClock } from '../../src/ports/defaults/clock.ts'
import { systemRandom } from '../../src/ports/defaults/random.ts'
import { mintNow } from '../../src/testing/mint-now.ts'
import { accessToken } from '../../src/tokens/access.ts'
import type { TokenSettings } from '../../src/tokens/token-settings.ts'

export interface Minter {
  /** A secret, or a private key in PEM. */
  readonly signingKey: string
  /** The same secret, or the public key in PEM. */
  readonly verifyingKey: string
  mint(userId: number, sid: string): string
}

/** Without names, a server's tokens have neither issuer nor audience. */
export interface Names {
  readonly issuer: string
  readonly audience: string
}

/** `rsaBits`: of a key of another size than Latchkey's own keys have. */
export function createMinter(algorithm: AlgorithmName, names?: Names, rsaBits?: number): Minter {
  const isSecret = algorithm.startsWith('HS')
  const signingKey = isSecret ? generateSecret(systemRandom) : privatePem(algorithm, rsaBits)
  const keyring = createKeyring({ algorithm, signingKey })
  const needs = { keyring, settings: { ...settings, ...names }, clock: systemClock, random: systemRandom }
  const publicPem = () => toNodeKey(keyring.signing.verifyingKey).export({ format: 'pem', type: 'spki' }).toString()
  return {
    signingKey,
    verifyingKey: isSecret ? signingKey : publicPem(),
    mint: (userId, sid) => mintNow(needs, accessToken, { userId, claims: {}, sid }).text,
  }
}

function privatePem(algorithm: AlgorithmName, rsaBits: number | undefined): string {
  if (rsaBits === undefined) return generateKeyPair(algorithm).privatePem
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: rsaBits })
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

const settings: TokenSettings = {
  accessTokenLifetime: 86_400,
  refreshTokenLifetime: 86_400,
  slidingTokenLifetime: 86_400,
  slidingTokenRefreshLifetime: 86_400,
  leeway: 0,
  userIdClaim: 'user_id',
  tokenTypeClaim: 'token_type',
  jtiClaim: 'jti',
  slidingTokenRefreshExpClaim: 'refresh_exp',
}
