/**
 * By what the store knows a key that the settings hold: of a key pair its thumbprint, of a secret a digest that tells
 * nothing about it. With it the store can refuse a key that is still in the settings.
 */
import { createHash, hkdfSync } from 'node:crypto'
import { thumbprint } from './jwk.ts'
import type { VerifyingKey } from './key.ts'
import { toNodeKey } from './node-key.ts'

export function fingerprintOf({ verifyingKey, algorithm }: VerifyingKey): string {
  if (algorithm.keyType !== 'secret') return thumbprint(verifyingKey)
  const derived = hkdfSync('sha256', toNodeKey(verifyingKey).export(), '', 'latchkey fingerprint of a secret', 32)
  return createHash('sha256').update(Buffer.from(derived)).digest('hex').slice(0, 32)
}

/** The `kid` of the tokens of a key that the store lists; `null`: they have none. */
export function tokenKidOf({ kid, fingerprint }: { readonly kid: string; readonly fingerprint?: string | undefined }) {
  return fingerprint !== undefined && kid === unnamedKid(fingerprint) ? null : kid
}

function unnamedKid(fingerprint: string): string {
  return `settings-${fingerprint.slice(0, 12)}`
}

/** The name of a key of the settings in the store and in lists: its own, or one that no token has. */
export function kidOfSettingsKey(key: VerifyingKey): string {
  return key.kid ?? unnamedKid(fingerprintOf(key))
}
