/**
 * createAuth: the only place where the parts are connected. It takes resolved settings and a store, fills in the default
 * parts, and returns what adapters and applications use.
 */
import { availableParallelism } from 'node:os'
import { createRefusalAudit } from './events/audit-refusals.ts'
import { emitOnce } from './events/emit-once.ts'
import { fanOut, listenerOf } from './events/fan-out.ts'
import { apiKeyEndpoints, apiKeyParts } from './features/api-keys/feature.ts'
import { resourceEndpoints, resourceParts } from './features/resources/feature.ts'
import type { Resource } from './features/resources/resource.ts'
import { socialEndpoints, socialParts } from './features/social/feature.ts'
import type { DeliveryParts } from './flows/deliver-mail.ts'
import { deleteExpired } from './flows/housekeeping.ts'
import { createOutboxWorker, noOutboxWorker, type OutboxWorker } from './flows/outbox-worker.ts'
import { createGuard, type Guard, type GuardRule } from './http/authorize/guard.ts'
import { requireLoginRatePaths } from './http/authorize/limits.ts'
import { createDispatch, type Dispatch } from './http/dispatch.ts'
import { coreEndpoints } from './http/endpoints/core-endpoints.ts'
import type { Endpoint } from './http/endpoints/endpoint.ts'
import { createRoutes, isServed, type Routes } from './http/endpoints/routing.ts'
import { openApiEndpoints } from './http/endpoints/rows/openapi.ts'
import { createKeyring, type Keyring } from './keys/keyring.ts'
import { createRemoteJwks } from './keys/remote-jwks.ts'
import { createMailer } from './mailers/create-mailer.ts'
import { createCommonPasswordCheck } from './passwords/common-passwords.ts'
import { createPasswordHasher } from './passwords/hasher.ts'
import type { Clock } from './ports/clock.ts'
import { loadArgon2 } from './ports/defaults/argon2.ts'
import { createBcrypt } from './ports/defaults/bcrypt.ts'
import { systemClock } from './ports/defaults/clock.ts'
import { systemRandom } from './ports/defaults/random.ts'
import { printToTerminal } from './ports/defaults/terminal.ts'
import { systemTimer } from './ports/defaults/timer.ts'
import type { DeletedRows, Events } from './ports/events.ts'
import type { Random } from './ports/random.ts'
import type { Timer } from './ports/timer.ts'
import { createRevocationIndex } from './sessions/revocation-index.ts'
import { createTokenSessions, noTokenSessions } from './sessions/token-sessions.ts'
import type { Settings } from './settings/settings.ts'
import type { Store } from './store.ts'
import type { System } from './system.ts'
import { createMemoryThrottleStore } from './throttles/memory-store.ts'
import type { ThrottleStore } from './throttles/store.ts'
import { createRemoteReader, type TokenReader } from './tokens/token-reader.ts'
import { createVerifiedCache } from './tokens/verified-cache.ts'

export interface AuthParts {
  readonly settings: Settings
  readonly store: Store
  readonly clock?: Clock
  /** For delayed work, such as closing a socket when its token expires. */
  readonly timer?: Timer
  readonly random?: Random
  readonly events?: Events
  /** Counts requests. Default: in the memory of this process. */
  readonly throttles?: ThrottleStore
  /** Your endpoints, served by the same pipeline. One at a built-in path replaces the built-in endpoint. */
  readonly endpoints?: readonly Endpoint[]
  /** CRUD for your tables. */
  readonly resources?: readonly Resource[]
}

export interface Auth {
  /** Handles one request; adapters call it. */
  readonly dispatch: Dispatch
  /** The paths that dispatch serves, with trailing slash and with parameters in braces. */
  readonly paths: readonly string[]
  /** Whether dispatch serves a path, with or without trailing slash. */
  serves(path: string): boolean
  /** Guards a route that the application serves itself; adapters wrap it for their platform. */
  guard(rule: GuardRule): Guard
  /** The first argument of flows. */
  readonly system: System
  /** Sends due mails now. This happens automatically; tests and scripts call it to avoid waiting. */
  deliverMail(): Promise<void>
  /**
   * Deletes expired sessions, spent tokens, revocations and audit rows, in small batches. `latchkey serve` does it by
   * itself (`housekeepingInterval`); your own server calls it from a timer, or runs `latchkey flushexpired`.
   */
  housekeep(): Promise<DeletedRows>
  /** Waits for pending writes, then closes the store. */
  close(): Promise<void>
}

/** Throws KeyringError when the configured keys cannot sign. */
export async function createAuth(parts: AuthParts): Promise<Auth> {
  const { settings, store, clock = systemClock, random = systemRandom, timer = systemTimer } = parts
  const { users, directory, groups, outbox, sessions, loginAttempts } = store
  const { throttles = createMemoryThrottleStore() } = parts
  const { events: all, drain } = createEvents(parts, clock)
  const events = emitOnce(all)
  const keyring = createKeyringOf(settings)
  const outboxWorker = createOutboxWorkerOf({ settings, keyring, clock, random, users, outbox, events, timer })
  const system: System = {
    settings,
    clock,
    timer,
    random,
    events,
    origin: { address: '', userAgent: '' },
    users,
    directory,
    groups,
    outbox,
    outboxWorker,
    sessions,
    tokenSessions: settings.jwkUrl === undefined ? createTokenSessions(sessions) : noTokenSessions,
    loginAttempts,
    throttles,
    keyring,
    tokens: createTokenReader(settings, keyring, clock),
    hasher: await createPasswordHasher({
      ...settings,
      argon2: await loadArgon2(),
      bcrypt: createBcrypt(),
      random,
      concurrency: settings.passwordConcurrency ?? availableParallelism(),
    }),
    passwordPolicy: { ...settings, isCommonPassword: createCommonPasswordCheck() },
    revocations: createRevocationIndex({
      store: sessions,
      clock,
      allowance: settings.revocationAllowance * 1000,
      leeway: settings.leeway * 1000,
    }),
    ...apiKeyParts(store),
    ...resourceParts(store),
    ...socialParts({ settings, store, clock, random }),
  }
  const custom = [...(parts.endpoints ?? []), ...resourceEndpoints(parts.resources ?? [])]
  const builtIn = builtInEndpoints(settings)
  const routes: Routes = createRoutes(custom, [...builtIn, ...openApiEndpoints(settings, () => routes.rows)])
  requireLoginRatePaths(settings, [...custom, ...builtIn])
  return {
    dispatch: withOutboxWorker(createDispatch(system, routes), outboxWorker),
    paths: routes.paths,
    serves: path => isServed(routes, path),
    guard: rule => createGuard(system, rule),
    system,
    deliverMail: outboxWorker.deliver,
    housekeep: () => deleteExpired({ settings, sessions, audit: store.audit }, clock.now()),
    async close() {
      await outboxWorker.stop()
      await drain()
      await store.close()
    },
  }
}

/** The endpoints of the core and of the features, without the documents that describe them. */
export function builtInEndpoints(settings: Settings): readonly Endpoint[] {
  return [...coreEndpoints(settings), ...apiKeyEndpoints(settings), ...socialEndpoints(settings)]
}

/** The receivers of events: the log, the `onEvent` hook, the audit table. */
function createEvents({ settings, store, events: log = { emit: () => {} } }: AuthParts, clock: Clock) {
  const listeners = fanOut([log, ...(settings.onEvent === undefined ? [] : [listenerOf(settings.onEvent)])])
  if (!settings.auditRefusals) return { events: listeners, drain: async () => {} }
  const refusals = createRefusalAudit({ audit: store.audit, clock, events: listeners, userIds: settings.userIds })
  return { events: fanOut([listeners, refusals]), drain: refusals.drain }
}

/** Mails that were waiting before the start are sent from the first request on, with every adapter. */
function withOutboxWorker(dispatch: Dispatch, outboxWorker: OutboxWorker): Dispatch {
  let isServing = false
  return incoming => {
    if (!isServing) outboxWorker.wake()
    isServing = true
    return dispatch(incoming)
  }
}

/** Sends the mails of the outbox, if the settings configure a mailer. */
function createOutboxWorkerOf(parts: DeliveryParts): OutboxWorker {
  const mailer = createMailer(parts.settings, printToTerminal)
  return mailer === undefined ? noOutboxWorker : createOutboxWorker(parts, mailer)
}

/** With JWK_URL tokens are verified only by the published keys; the local key still signs. */
function createTokenReader(settings: Settings, keyring: Keyring, clock: Clock): TokenReader {
  const { jwkUrl: url, algorithm } = settings
  if (url === undefined) return createVerifiedCache({ keyring, settings, clock })
  const published = createRemoteJwks({ url, algorithm, fetch: globalThis.fetch, now: clock.now })
  return createRemoteReader(createVerifiedCache({ keyring: published, settings, clock }), published)
}

/** The keyring of the settings. Throws KeyringError when it cannot sign. */
export function createKeyringOf(settings: Settings): Keyring {
  const { algorithm, signingKey, secretKey, verifyingKey, keyId, previousKeys } = settings
  return createKeyring({
    algorithm,
    signingKey: (signingKey ?? secretKey).reveal(),
    verifyingKey,
    kid: keyId,
    previous: previousKeys,
  })
}
