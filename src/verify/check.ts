/** What all verifiers of Node do with a token, once its keys are there. */
import type { VerifyingKeyring } from '../keys/keyring.ts'
import { createVerifiedCache } from '../tokens/verified-cache.ts'
import { createClaimsReader } from './claims-schema.ts'
import { digestText } from './create-revocation-feed.ts'
import { createRevocationCheck, refuseFeed } from './feed/revocation-check.ts'
import type { RevocationFeed } from './feed/revocation-feed.ts'
import type { VerifiedToken, VerifierChecks } from './options.ts'
import { createTokenRules } from './token-rules.ts'

export interface Check<Output> {
  verify(token: string): VerifiedToken<Output>
  /** The same, for a schema of claims that takes its time. */
  verifyLater(token: string): Promise<VerifiedToken<Output>>
}

/** What a verifier of Node is told beside its keys. */
export interface RevocableChecks<Output> extends VerifierChecks<Output> {
  /** Refuses tokens that the issuer has revoked. Without it a token is accepted until it expires. */
  readonly revocations?: RevocationFeed
}

export function createCheck<Output>(
  maker: string,
  options: RevocableChecks<Output>,
  keyring: VerifyingKeyring,
): Check<Output> {
  const { settings, clock, cacheOptions, partsOf } = createTokenRules(options)
  const cache = createVerifiedCache({ keyring, settings, clock }, cacheOptions)
  const { revocations, tokenType } = options
  if (revocations !== undefined) refuseFeed(maker, revocations)
  const revoked = revocations && createRevocationCheck(revocations, tokenType, digestText)
  const reader = createClaimsReader(maker, options.claims)
  return {
    verify(token) {
      const claims = cache.read(token)
      const parts = partsOf(claims)
      revoked?.refuse({ text: token, claims, parts })
      return { ...parts, claims: reader.read(claims) }
    },
    async verifyLater(token) {
      const claims = cache.read(token)
      const parts = partsOf(claims)
      await revoked?.refuseLater({ text: token, claims, parts })
      return { ...parts, claims: await reader.readLater(claims) }
    },
  }
}
