/**
 * `latchkey/client`: signs in from a browser or from Node, without dependencies. It keeps the session fresh: of any
 * number of calls with an expired token one refreshes, and each is sent once more. `signed_out` means that the server
 * said so; a server that is busy or down gives `later`, which does not sign the user out.
 */

export type { Change, StateListener } from './announce-changes.ts'
export { type AuthState, type AuthStore, type AuthStoreOptions, createAuthStore } from './auth-store.ts'
export { type Call, type Called, type CallOptions, type CallOutcome, createCall, type EndpointTypes } from './call.ts'
export { type Client, type ClientOptions, createClient } from './client.ts'
export { fetchWithProgress, type UploadProgress } from './fetch-with-progress.ts'
export type {
  EnrolmentNeeded,
  Later,
  LoginOutcome,
  MailRequested,
  PasskeyRequest,
  Profile,
  Reauthenticated,
  Refused,
  Registered,
  RequestOutcome,
  SecondFactorNeeded,
  SignedIn,
  SignedOut,
} from './outcome.ts'
export type { Locks, TurnOptions } from './page.ts'
export { type CredentialJson, createPasskey, type PasskeyOptions, type PasskeyPrompt, showPasskey } from './passkey.ts'
export type { RequestOptions } from './send.ts'
export type { TokenStorage } from './token-session.ts'
export { type WebStorage, webStorage } from './web-storage.ts'
export type {
  AccessClaims,
  Credentials,
  EnrolledFactor,
  FactorMethod,
  Pair,
  Registration,
  SessionPaths,
  ShownAgain,
  ShownFactor,
  ShownMail,
  VerifiedFactor,
  WireUser,
} from './wire.ts'
