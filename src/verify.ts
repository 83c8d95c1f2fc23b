/**
 * `latchkey/verify`: verifies tokens in services that do not issue them. `createVerifier` is synchronous, with
 * `node:crypto` only: no network, no database, no files. `createRemoteVerifier` fetches the published keys.
 *
 * Both check the signature, the times, the issuer, the audience and the type. With the `revocations` that
 * `createRevocationFeed` follows they also refuse what the issuer has revoked: a logout, an ended session, a changed password,
 * a closed account, a retired key. Without them a token is accepted until it expires. Neither knows what has changed of a user
 * since the token was issued.
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
export { createRevocationFeed } from './verify/create-revocation-feed.ts'
export type { RevocationFeed, RevocationFeedOptions } from './verify/feed/revocation-feed.ts'
export type { VerifiedToken, VerifierChecks, VerifierOptions } from './verify/options.ts'
export { anyAudience, anyIssuer, anyTokenType } from './verify/options.ts'
export type { PublishedKeys } from './verify/published-keys.ts'
export type { RemoteVerifierOptions } from './verify/remote-verifier.ts'
export { createRemoteVerifier } from './verify/remote-verifier.ts'
export { createVerifier } from './verify/verifier.ts'
