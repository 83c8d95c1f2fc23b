/**
 * `latchkey/verify`: verifies tokens in services that do not issue them. `createVerifier` is synchronous, with
 * `node:crypto` only: no network, no database, no files. `createRemoteVerifier` fetches the published keys, and nothing else.
 *
 * It checks the signature, the times, the issuer, the audience and the type. It does NOT check whether the token was
 * revoked, whether its session ended, or whether its user is still active: only the issuer knows. If the lifetime of an
 * access token is too long for that, also ask the issuer.
 */

export type { AlgorithmName } from './keys/algorithm-table.ts'
export { KeyringError } from './keys/faults.ts'
export type { Jwk, Jwks } from './keys/jwk-members.ts'
export { keyringFromJwks } from './keys/jwks.ts'
export type { KeyMaterial } from './keys/key.ts'
export type { KeyObjectLike } from './keys/key-object.ts'
export type { VerifyingKeyOptions, VerifyingKeyring } from './keys/keyring.ts'
export { createVerifyingKeyring } from './keys/keyring.ts'
export type { Clock } from './ports/clock.ts'
export type { AuthEvent } from './ports/events.ts'
export { AuthError } from './problems.ts'
export type { Claims } from './tokens/claims.ts'
export type { TokenFault } from './tokens/token-fault.ts'
export type { ClaimsSchema, ClaimsSchemaResult } from './verify/claims-schema.ts'
export type { VerifiedToken, VerifierChecks, VerifierOptions } from './verify/options.ts'
export { anyAudience, anyIssuer, anyTokenType } from './verify/options.ts'
export type { RemoteVerifierOptions } from './verify/remote-verifier.ts'
export { createRemoteVerifier } from './verify/remote-verifier.ts'
export { createVerifier } from './verify/verifier.ts'
