/**
 * A second factor as it is stored: a secret that an authenticator app shares (RFC 6238), or a passkey (WebAuthn). The
 * secret is sealed, so that a copy of the database opens nothing; of a passkey only the public key is here.
 */
import type { UserId } from '../../kernel/user-id.ts'
import type { CoseAlgorithm } from './webauthn/cose.ts'

interface StoredFactor {
  /** 128 random bits, base64url. */
  readonly id: string
  readonly userId: UserId
  /** The owner's own word for it. */
  readonly name: string
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

/** An authenticator app. One that was not confirmed by a correct code opens nothing and asks for nothing. */
export interface TotpFactor extends StoredFactor {
  readonly kind: 'totp'
  /** The shared secret, sealed. */
  readonly secret: string
  readonly confirmedAt: number | null
  /** The time step of the last accepted code, which is never accepted again (RFC 6238 section 5.2). -1: none yet. */
  readonly lastStep: number
}

export interface PasskeyFactor extends StoredFactor {
  readonly kind: 'passkey'
  /** The credential's own id, as the authenticator gave it. */
  readonly credentialId: Uint8Array
  /** SPKI in DER: see webauthn/cose.ts. */
  readonly publicKey: Uint8Array
  readonly algorithm: CoseAlgorithm
  /** The signature counter; 0 where the authenticator keeps none. */
  readonly counter: number
  readonly isBackupEligible: boolean
  readonly isBackedUp: boolean
  /** Words such as `usb` and `internal`, which help a browser to find it again. */
  readonly transports: readonly string[]
  /** The model of the authenticator, as a UUID; zeros where it does not say. */
  readonly aaguid: string
}

export type EnrolledFactor = TotpFactor | PasskeyFactor
