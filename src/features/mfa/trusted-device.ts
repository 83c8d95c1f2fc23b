/** A browser that was trusted at a sign-in: for a time it is not asked for the second factor. */
import type { UserId } from '../../kernel/user-id.ts'

export interface TrustedDevice {
  /** 128 random bits, base64url. */
  readonly id: string
  readonly userId: UserId
  readonly address: string
  readonly userAgent: string
  /** Milliseconds since 1970, as all times here. */
  readonly trustedAt: number
  readonly lastUsedAt: number
  readonly expiresAt: number
}
