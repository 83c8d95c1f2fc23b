/** What all nodes of the proof are configured with: keys that rotate within seconds, and tokens that are as short-lived. */

import { generateKeyPair } from '../../../src/keys/generate.ts'
import type { Config } from '../../../src/settings/settings.ts'

/** How long a key is published before it signs: longer than a verifier keeps a set without asking (60 s). */
export const aheadSeconds = 90

export const identity = { issuer: 'https://auth.example.com', audience: 'proof', leeway: '5s' } as const

const founding = process.env.PROOF_FOUNDING_KEY ?? generateKeyPair('ES256').privatePem
// The other processes get the same.
process.env.PROOF_FOUNDING_KEY = founding

export function proofSettings(every: string): Config {
  return {
    secretKey: 'a secret of the proof that is the same in all its processes',
    algorithm: 'ES256',
    signingKey: founding,
    keyId: 'founding',
    keyRotation: every,
    keyPublishAhead: aheadSeconds,
    accessTokenLifetime: '30s',
    refreshTokenLifetime: '10m',
    ...identity,
    passwordMemory: 64,
    passwordIterations: 1,
    passwordParallelism: 1,
    throttling: false,
    auditRefusals: false,
  }
}
