/** What all verifiers of Node do with a token, once its keys are there. */
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { createVerifiedCache } from '../tokens/verified-cache.ts'
import { createClaimsReader } from './claims-schema.ts'
import type { VerifiedToken, VerifierChecks } from './options.ts'
import { createTokenRules } from './token-rules.ts'

export interface Check<Output> {
  verify(token: string): VerifiedToken<Output>
  /** The same, for a schema of claims that takes its time. */
  verifyLater(token: string): Promise<VerifiedToken<Output>>
}

export function createCheck<Output>(
  maker: string,
  options: VerifierChecks<Output>,
  keyring: VerifyingKeyring,
): Check<Output> {
  const { settings, clock, cacheOptions, partsOf } = createTokenRules(options)
  const cache = createVerifiedCache({ keyring, settings, clock }, cacheOptions)
  const reader = createClaimsReader(maker, options.claims)
  return {
    verify(token) {
      const claims = cache.read(token)
      const parts = partsOf(claims)
      return { ...parts, claims: reader.read(claims) }
    },
    async verifyLater(token) {
      const claims = cache.read(token)
      const parts = partsOf(claims)
      return { ...parts, claims: await reader.readLater(claims) }
    },
  }
}
