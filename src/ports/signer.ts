/** What we ask of a service that holds a private key: a KMS, an HSM, or a process of its own. */
import type { Duration } from '../kernel/duration.ts'

/** What is to be signed, and for how long it is waited for. */
export interface SigningRequest {
  /** The `algorithm` of the settings: `ES256`. */
  readonly algorithm: string
  /** The `keyId` of the settings. */
  readonly kid: string | undefined
  /** Aborted once it took longer than `timeout`: the answer is of no use any more. */
  readonly signal: Signal
}

/** `AbortSignal`, where the types of the platform are known: the verifier compiles without any. */
type Signal = typeof globalThis extends { AbortSignal: { readonly prototype: infer Known } } ? Known : unknown

/**
 * Signs tokens with a private key that never is in this process. The public half is the setting `verifyingKey`; what
 * this returns is verified with it before a token leaves.
 *
 * ```ts
 * createAuth({ algorithm: 'ES256', verifyingKey: publicPem, keyId: '2026-11', signer: { sign: input => kms.sign(input) }, ... })
 * ```
 */
export interface Signer {
  /**
   * The signature of these bytes, which are the message and not its digest (RFC 7515 section 5.1). Many calls at the same
   * time. A rejection, or no answer in time, is 503 `signer_unavailable`; its cause is logged.
   */
  readonly sign: (input: Uint8Array, request: SigningRequest) => Uint8Array | Promise<Uint8Array>
  /**
   * How an ECDSA signature is written: `raw` as JWS has it, r and s at full width (RFC 7518 section 3.4), or `der` as most
   * key services give it. Default: `raw`. Other algorithms have one form.
   */
  readonly signatureFormat?: 'raw' | 'der' | undefined
  /** How long one signature may take. Default: 3 seconds. */
  readonly timeout?: Duration | undefined
  /**
   * Whether it signs once when `createAuth` starts, so that a key other than `verifyingKey` stops the start. Default: true.
   * A service that does not answer then stops nothing.
   */
  readonly checkAtStart?: boolean | undefined
}
