/** What events about keys hold. Never a key: its name. */

/** A server that publishes keys. */
interface OfPublisher {
  readonly host: string
}

/** A key of a published set that cannot be used, and why. */
interface UnusableKey {
  /** Shortened: the publisher chose it. */
  readonly kid: string | undefined
  readonly why: string
}

interface OfKey {
  readonly kid: string
}

export interface KeyEventData {
  readonly 'keys.unavailable': OfPublisher
  /** The host is the issuer's. */
  readonly 'revocations.unavailable': OfPublisher
  readonly 'keys.skipped': OfPublisher & { readonly keys: readonly UnusableKey[] }
  readonly 'keys.weak': { readonly fix: string }
  /** `signsFrom`: a moment of ISO 8601. */
  readonly 'key.published': OfKey & { readonly algorithm: string; readonly signsFrom: string }
  readonly 'key.advanced': OfKey & { readonly signsFrom: string }
  readonly 'key.retired': OfKey
  /** Null: none signs. */
  readonly 'key.signing': { readonly kid: string | null }
  /** `lost`: no key of the settings opens them. */
  readonly 'secrets.resealed': { readonly resealed: number; readonly lost: number }
  readonly 'keys.stuck': { readonly cause: unknown }
  readonly 'signer.failed': { readonly cause: unknown }
}
