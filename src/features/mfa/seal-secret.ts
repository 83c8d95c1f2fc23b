/**
 * Encrypts the secrets that authenticator apps share with us, bound to the account: see seal-at-rest.ts. What was sealed
 * under a key that `previousKeys` still has is sealed anew when it is next used, or by `latchkey keys reseal`.
 */
import type { UserId } from '../../kernel/user-id.ts'
import {
  canOpenAtRest,
  isSealedUnderOld,
  openAtRest,
  type SealingSettings,
  type SealParts,
  sealAtRest,
} from '../../keys/seal-at-rest.ts'

export interface OpenedSecret {
  readonly secret: Uint8Array
  /** Whether it was sealed under an earlier key. */
  readonly isOld: boolean
}

const purpose = 'latchkey second factors'

/** `keyId.base64url`: the id says under which key, and nothing about it. */
export function sealSecret(parts: SealParts, userId: UserId, secret: Uint8Array): string {
  return sealAtRest(parts, { purpose, owner: String(userId) }, secret)
}

/** `undefined`: sealed under a key that the settings do not have any more, or changed in the database. */
export function openSecret(settings: SealingSettings, userId: UserId, sealed: string): OpenedSecret | undefined {
  const opened = openAtRest(settings, { purpose, owner: String(userId) }, sealed)
  return opened && { secret: opened.bytes, isOld: opened.isOld }
}

/** Whether a key of the settings opens it, by its id alone. */
export function canOpen(settings: SealingSettings, sealed: string): boolean {
  return canOpenAtRest(settings, purpose, sealed)
}

/** Whether another key than today's has sealed it. */
export function isUnderOldKey(settings: SealingSettings, sealed: string): boolean {
  return isSealedUnderOld(settings, purpose, sealed)
}
