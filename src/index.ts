/** The public API of `latchkey`: explicit named exports. */
import './kernel/require-node24.ts'

export type { Registration } from './accounts/registration.ts'
export { defineUserFields, type TypedUserFields, type UserFields } from './accounts/user-fields.ts'
export { usernameField } from './accounts/username-field.ts'
export type { AuthOptions, CreateAuthOptions } from './auth/options.ts'
export type { ApplicationParts, AuthParts } from './auth/parts.ts'
export { type Auth, createAuth } from './auth.ts'
export type { ApiKey } from './features/api-keys/api-key.ts'
export { apiKeyAuthentication } from './features/api-keys/api-key-authentication.ts'
export { type ApiKeyRequest, type CreatedApiKey, createApiKey } from './features/api-keys/flows/create-api-key.ts'
export { revokeApiKey } from './features/api-keys/flows/revoke-api-key.ts'
export { defineResource, type Resource, type ResourceDefinition } from './features/resources/resource.ts'
export { booleanField } from './fields/boolean-field.ts'
export { type CharOptions, charField } from './fields/char-field.ts'
export { choiceField } from './fields/choice-field.ts'
export { dateField } from './fields/date-field.ts'
export { datetimeField } from './fields/datetime-field.ts'
export { decimalField } from './fields/decimal-field.ts'
export { emailField } from './fields/email-field.ts'
export type { Field, FieldOptions } from './fields/field.ts'
export { foreignKeyField } from './fields/foreign-key-field.ts'
export { integerField } from './fields/integer-field.ts'
export type { FieldsSchema, FieldsShape, RowOf } from './fields/read-fields.ts'
export { readOnlyField } from './fields/read-only-field.ts'
export { createUserPrincipal } from './flows/create-user-principal.ts'
export { logout } from './flows/logout.ts'
export { type Refreshed, refresh } from './flows/refresh.ts'
export { type Registered, register } from './flows/register.ts'
export { requestMail } from './flows/request-mail.ts'
export { verifyToken } from './flows/verify-token.ts'
export type {
  AuthenticateOptions,
  Authenticator,
  SecurityRequirement,
  SecurityScheme,
} from './http/authorize/authenticator.ts'
export { refineAuthentication } from './http/authorize/authenticator.ts'
export { cookieAuthentication } from './http/authorize/cookie-authentication.ts'
export type { Guard, GuardResult, GuardRule } from './http/authorize/guard.ts'
export type { Authentication, AuthenticationPreset } from './http/authorize/presets.ts'
export { tokenAuthentication } from './http/authorize/token-authentication.ts'
export type { Dispatch } from './http/dispatch.ts'
export { type DefinedClaims, defineClaims } from './http/endpoints/define-claims.ts'
export {
  defineEndpoint,
  type EndpointCall,
  type EndpointDefinition,
  type Handler,
} from './http/endpoints/define-endpoint.ts'
export type { CallFor } from './http/endpoints/define-method.ts'
export { type Call, type Endpoint, type Method, type PasswordUse, requirePrincipal } from './http/endpoints/endpoint.ts'
export { requestData } from './http/endpoints/request-data.ts'
export { type CustomProfileEndpoint, customProfileEndpoint } from './http/endpoints/rows/custom-profile.ts'
export {
  type CustomRegistrationEndpoint,
  customRegistrationEndpoint,
} from './http/endpoints/rows/custom-registration.ts'
export { type CustomTokenEndpoint, customTokenEndpoint } from './http/endpoints/rows/custom-token.ts'
export type { Answer, Incoming, Outgoing } from './http/request/message.ts'
export { type Instant, instantOf, parseInstant } from './kernel/instant.ts'
export { Secret } from './kernel/secret.ts'
export type { UserId } from './kernel/user-id.ts'
export { generateKeyPair, generateSecret } from './keys/generate.ts'
export { createKeyring, type Keyring, type KeyringOptions } from './keys/keyring.ts'
export { Html, html } from './mail/html.ts'
export type { AttachedMail, ClaimedMail, NewMail, Outbox, WaitingMail } from './mail/outbox.ts'
export type { ActingOrganization, OrganizationAnswer, OrganizationFault } from './permissions/acting-organization.ts'
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
export { type AllOf, type AnyOf, allOf, anyOf, type Composed, not } from './permissions/compose.ts'
export {
  defineObjectPermission,
  definePermission,
  type KnownCaller,
  type PermissionOptions,
} from './permissions/define-permission.ts'
export {
  type AppPermissions,
  definePolicy,
  type Policy,
  type PolicyDefinition,
  type RolePermission,
} from './permissions/define-policy.ts'
export { hasModelPermissions, hasPermission } from './permissions/has-model-permissions.ts'
export { hasRole } from './permissions/has-role.ts'
export { hasScope } from './permissions/has-scope.ts'
export { findOrganization, isMember, organizationOf, orgPermission, orgRole } from './permissions/organization.ts'
export type {
  ObjectPermission,
  Permission,
  PermissionFor,
  PermissionQuestion,
  PrincipalPermission,
  RequiresPrincipal,
} from './permissions/permission.ts'
export type { PrincipalFor } from './permissions/principal-for.ts'
export { hasMfa, recentlyAuthenticated } from './permissions/step-up.ts'
export type {
  AuditCheck,
  AuditDayCount,
  AuditDayQuery,
  AuditEntry,
  AuditFault,
  AuditFilters,
  AuditLog,
  AuditPage,
  AuditPlace,
  AuditProgress,
  AuditQuery,
  AuditRecord,
} from './ports/audit.ts'
export type { Clock } from './ports/clock.ts'
export { systemClock } from './ports/defaults/clock.ts'
export { systemRandom } from './ports/defaults/random.ts'
export type { AuthEvent, EventName, Events, RefusedRequest } from './ports/events.ts'
export type { ExpiredKind, Housekeeping, Lease } from './ports/housekeeping.ts'
export type { MailContent, MailFacts, MailKind, MailTemplate, MailTemplates } from './ports/mail-templates.ts'
export type { MailMessage, MailOutcome } from './ports/mailer.ts'
export type { PasswordHasher } from './ports/password-hasher.ts'
export type { Random } from './ports/random.ts'
export type { Signer, SigningRequest } from './ports/signer.ts'
export { AuthError, type ProblemCode, type ProblemDetails, problem } from './problems.ts'
export type { LeaseState, LeaseTimes, RefreshLease, RefreshLeases } from './sessions/refresh-leases.ts'
export { ConfigurationError, type ConfigurationFault } from './settings/configuration-error.ts'
export type { Config, Settings } from './settings/settings.ts'
export { type DeclaredRoles, defineConfig, type Layer, resolveSettings } from './settings.ts'
export type { Store } from './store.ts'
export type { PostgresStore } from './stores/postgres/store.ts'
export { openSqliteStore, type SqliteStore } from './stores/sqlite/store.ts'
export type { AppMigration, AppSchema } from './stores/store-settings.ts'
export type { Needs, System } from './system.ts'
export type { LoginAttempt, LoginAttempts, Reservation } from './throttles/login-attempts.ts'
export { createMemoryThrottleStore, type MemoryThrottleLimits } from './throttles/memory-store.ts'
export { parseRate, type Rate } from './throttles/rate.ts'
export type { Hit, ThrottleStore } from './throttles/store.ts'
export { anonRate, scopedRate, type Throttle, type ThrottleQuestion, userRate } from './throttles/throttle.ts'
export { accessToken } from './tokens/access.ts'
export type { Claims } from './tokens/claims.ts'
export { defineToken, type TokenDefinition, type TokenKind } from './tokens/define-token.ts'
export { type MintOptions, mintToken } from './tokens/mint.ts'
export type { MintedToken } from './tokens/minted-token.ts'
export { emailChangeToken, emailVerificationToken, passwordResetToken } from './tokens/one-time.ts'
export { refreshToken } from './tokens/refresh.ts'
export { slidingToken } from './tokens/sliding.ts'
export type { TokenPair } from './tokens/token-pair.ts'
export { untypedToken } from './tokens/untyped.ts'
export type { Group, GroupChanges, Role, RoleChange } from './users/group-store.ts'
export type { ApiKeyUse, Principal } from './users/principal.ts'
export type { NewUser, User } from './users/user.ts'
