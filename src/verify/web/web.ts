/**
 * `latchkey/verify/web`: verifies tokens where there is no `node:crypto`: in workers, edge functions, service workers and
 * pages. It does what `latchkey/verify` does, with the same options, refusals and order of checks, by WebCrypto and
 * therefore asynchronously, and uses nothing of Node.
 *
 * With the `revocations` of `createRevocationFeed` it also refuses what the issuer has revoked: a logout, an ended session, a
 * changed password, a closed account, a retired key. Without them a token is accepted until it expires. It does not know what
 * has changed of a user since the token was issued.
 */

export type { AlgorithmName } from '../../keys/algorithm-table.ts'
export { KeyringError } from '../../keys/faults.ts'
export type { Jwk, Jwks } from '../../keys/jwk-members.ts'
export type { Clock } from '../../ports/clock.ts'
export type { AuthEvent } from '../../ports/events.ts'
export { AuthError } from '../../problems.ts'
export type { Claims } from '../../tokens/token.ts'
export type { TokenFault } from '../../tokens/token-fault.ts'
export type { ClaimsSchema, ClaimsSchemaResult } from '../claims-schema.ts'
export type { RevocationFeed, RevocationFeedOptions } from '../feed/revocation-feed.ts'
export type { VerifiedToken, VerifierChecks } from '../options.ts'
export { anyAudience, anyIssuer, anyTokenType } from '../options.ts'
export type { PublishedKeys } from '../published-keys.ts'
export type { WebKeyMaterial } from './key-material.ts'
export type { WebKeyOptions, WebKeyring } from './web-keyring.ts'
export { createVerifyingKeyring, keyringFromJwks } from './web-keyring.ts'
export type { WebRemoteVerifierOptions } from './web-remote-verifier.ts'
export { createRemoteVerifier } from './web-remote-verifier.ts'
export { createRevocationFeed } from './web-revocation-feed.ts'
export type { WebVerifier, WebVerifierOptions } from './web-verifier.ts'
export { createVerifier } from './web-verifier.ts'
