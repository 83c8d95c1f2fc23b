/** What the database keeps sealed, for `latchkey doctor`: whether the settings open it is looked at there. */
import type { Row } from './row.ts'

export interface SealedSecrets {
  readonly signingKeys: readonly { readonly kid: string; readonly algorithm: string; readonly sealed: string }[]
  /** Of authenticator apps in use: some of them. */
  readonly factors: readonly string[]
}

export const sealedKeysSql = 'SELECT kid, algorithm, sealed FROM signing_keys WHERE sealed IS NOT NULL ORDER BY number'

export const sealedFactorsSql = `
  SELECT secret FROM factors WHERE kind = 'totp' AND secret IS NOT NULL AND confirmed_at IS NOT NULL LIMIT 100`

export function toSealedSecrets(keys: readonly Row[], factors: readonly Row[]): SealedSecrets {
  return {
    signingKeys: keys.map(({ kid, algorithm, sealed }) => {
      return { kid: String(kid), algorithm: String(algorithm), sealed: String(sealed) }
    }),
    factors: factors.map(({ secret }) => String(secret)),
  }
}
