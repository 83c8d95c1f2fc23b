/** Everything that `latchkey` offers to code, by name. */

export type { ApiKey } from './api-keys/api-key.ts'
export { type Auth, type AuthParts, createAuth, type Store } from './auth.ts'
export { type ApiKeyRequest, type CreatedApiKey, createApiKey } from './flows/create-api-key.ts'
export { logout } from './flows/logout.ts'
export { type Refreshed, refresh } from './flows/refresh.ts'
export { type Registered, type Registration, register } from './flows/register.ts'
export { requestMail } from './flows/request-mail.ts'
export { revokeApiKey } from './flows/revoke-api-key.ts'
export { pairBody, type TokenPair } from './flows/token-pair.ts'
export { principalOf } from './flows/user-principal.ts'
export { verifyToken } from './flows/verify-token.ts'
export { defineUserFields, type TypedUserFields, type UserFields } from './http/accounts/user-fields.ts'
export { usernameField } from './http/accounts/username-field.ts'
export { apiKeyAuthentication } from './http/api-key-authentication.ts'
export { type Authenticator, refineAuthentication, tokenAuthentication } from './http/authenticator.ts'
export { type DefinedClaims, defineClaims } from './http/define-claims.ts'
export { defineEndpoint, type EndpointDefinition } from './http/define-endpoint.ts'
export type { Dispatch } from './http/dispatch.ts'
export { type Call, type Endpoint, type Method, requirePrincipal } from './http/endpoint.ts'
export { type CustomProfileEndpoint, customProfileEndpoint } from './http/endpoints/custom-profile.ts'
export { type CustomRegistrationEndpoint, customRegistrationEndpoint } from './http/endpoints/custom-registration.ts'
export { type CustomTokenEndpoint, customTokenEndpoint } from './http/endpoints/custom-token.ts'
export { booleanField } from './http/fields/boolean-field.ts'
export { type CharOptions, charField } from './http/fields/char-field.ts'
export { choiceField } from './http/fields/choice-field.ts'
export { dateField } from './http/fields/date-field.ts'
export { datetimeField } from './http/fields/datetime-field.ts'
export { decimalField } from './http/fields/decimal-field.ts'
export { emailField } from './http/fields/email-field.ts'
export type { Field, FieldOptions } from './http/fields/field.ts'
export { foreignKeyField } from './http/fields/foreign-key-field.ts'
export { integerField } from './http/fields/integer-field.ts'
export { type FieldsSchema, type FieldsShape, readFields, requireValid } from './http/fields/read-fields.ts'
export { readMember } from './http/fields/read-member.ts'
export { readOnlyField } from './http/fields/read-only-field.ts'
export type { Guard, GuardRule } from './http/guard.ts'
export type { Answer, Incoming, Outgoing } from './http/message.ts'
export { originOf } from './http/origin.ts'
export { type Instant, instantOf, parseInstant } from './kernel/instant.ts'
export { Secret } from './kernel/secret.ts'
export { generateKeyPair, generateSecret } from './keys/generate.ts'
export { createKeyring, type Keyring, type KeyringOptions } from './keys/keyring.ts'
export { Html, html } from './mail/html.ts'
export type { ClaimedMail, NewMail, Outbox, OwnMail } from './mail/outbox.ts'
export {
  allowAny,
  isAdminOrReadOnly,
  isAdminUser,
  isAuthenticated,
  isAuthenticatedOrCreateOnly,
  isAuthenticatedOrReadOnly,
  isOwner,
  isOwnerBy,
  isOwnerOrReadOnly,
  isSafe,
  type Owned,
} from './permissions/built-in.ts'
export { allOf, anyOf, type Composed, not } from './permissions/compose.ts'
export { defineObjectPermission, definePermission, type PermissionOptions } from './permissions/define-permission.ts'
export { hasModelPermissions, hasPermission } from './permissions/has-model-permissions.ts'
export { hasScope } from './permissions/has-scope.ts'
export type { ObjectPermission, Permission, PermissionFor, PermissionQuestion } from './permissions/permission.ts'
export type { AuditEntry, AuditLog } from './ports/audit.ts'
export type { Clock } from './ports/clock.ts'
export { systemClock } from './ports/defaults/clock.ts'
export { systemRandom } from './ports/defaults/random.ts'
export type { AuthEvent, EventName, Events, RefusedRequest } from './ports/events.ts'
export type { MailContent, MailFacts, MailKind, MailTemplate, MailTemplates } from './ports/mail-templates.ts'
export type { MailMessage, MailOutcome } from './ports/mailer.ts'
export type { PasswordHasher } from './ports/password-hasher.ts'
export type { Random } from './ports/random.ts'
export { AuthError, type ProblemCode, type ProblemDetails, problem } from './problems.ts'
export { defineResource, type Resource, type ResourceDefinition, type RowOf } from './resources/resource.ts'
export {
  type Config,
  ConfigurationError,
  type ConfigurationFault,
  defineConfig,
  type Layer,
  resolveSettings,
  type Settings,
} from './settings.ts'
export type { AppMigration } from './stores/sqlite/app-migrations.ts'
export { type AppSchema, openSqliteStore, type SqliteStore } from './stores/sqlite/store.ts'
export type { Needs, System } from './system.ts'
export type { LoginAttempt, LoginAttempts, Reservation } from './throttles/login-attempts.ts'
export { createMemoryThrottleStore, type MemoryThrottleLimits } from './throttles/memory-store.ts'
export { parseRate, type Rate } from './throttles/rate.ts'
export type { Hit, ThrottleStore } from './throttles/store.ts'
export { anonRate, scopedRate, type Throttle, type ThrottleQuestion, userRate } from './throttles/throttle.ts'
export { accessToken } from './tokens/access.ts'
export { type Claims, checkExp, checkKind, readToken } from './tokens/claims.ts'
export { defineToken, type TokenDefinition, type TokenKind } from './tokens/define-token.ts'
export { deriveAccess, deriveToken } from './tokens/derive.ts'
export { type MintedToken, type MintOptions, mintToken } from './tokens/mint.ts'
export { emailChangeToken, emailVerificationToken, passwordResetToken } from './tokens/one-time.ts'
export { refreshToken } from './tokens/refresh.ts'
export { slidingToken } from './tokens/sliding.ts'
export { untypedToken } from './tokens/untyped.ts'
export type { ApiKeyUse, Principal } from './users/principal.ts'
export type { NewUser, User, UserId } from './users/user.ts'
