/**
 * createAuth: the only place where the parts are connected. It takes settings and a store, fills in the default parts, and returns what adapters and applications use.
 */
import { availableParallelism } from 'node:os'
import { findLinkFaults } from './auth/find-link-faults.ts'
import { createInstallation } from './auth/installation.ts'
import { openBridge } from './auth/open-bridge.ts'
import { type Counting, openCounting } from './auth/open-counting.ts'
import { openDatabase } from './auth/open-database.ts'
import { type OpenedKeyring, openKeyring } from './auth/open-keyring.ts'
import type { AuthOptions, CreateAuthOptions } from './auth/options.ts'
import type { AuthParts } from './auth/parts.ts'
import { readOptions } from './auth/read-options.ts'
import { keepRoles } from './auth/roles-at-start.ts'
import { createRoutesOf, everyEndpoint } from './auth/routes.ts'
import { createRefusalAudit } from './events/audit-refusals.ts'
import { emitOnce } from './events/emit-once.ts'
import { fanOut, listenerOf } from './events/fan-out.ts'
import { printFaults } from './events/print-faults.ts'
import type { Bridge } from './features/adoption/bridge/bridge.ts'
import { apiKeyParts } from './features/api-keys/feature.ts'
import { mfaParts } from './features/mfa/feature.ts'
import { organizationParts } from './features/organizations/feature.ts'
import { findTableFaults, resourceParts } from './features/resources/feature.ts'
import { revocationFeedParts } from './features/revocation-feed/feature.ts'
import { socialParts } from './features/social/feature.ts'
import { type SendParts, webhookLanes, webhookParts } from './features/webhooks/feature.ts'
import { clockMarginMs } from './flows/delete-expired.ts'
import type { DeliveryParts } from './flows/deliver-mail.ts'
import { keepHouse } from './flows/housekeeping.ts'
import { mailLane } from './flows/mail-lane.ts'
import { createOutboxWorker, type OutboxWorker } from './flows/outbox-worker.ts'
import { createGuard, type Guard, type GuardRule } from './http/authorize/guard.ts'
import { createDispatch, type Dispatch } from './http/dispatch.ts'
import { isServed, type Routes } from './http/endpoints/routing.ts'
import { pathBelow } from './http/request/base-path.ts'
import { createRemoteJwks } from './keys/remote-jwks.ts'
import { createSeal } from './keys/seal.ts'
import { createMailer } from './mailers/create-mailer.ts'
import { createCommonPasswordCheck } from './passwords/common-passwords.ts'
import { createPasswordHasher } from './passwords/hasher.ts'
import type { Permission } from './permissions/permission.ts'
import type { PrincipalFor } from './permissions/principal-for.ts'
import type { Clock } from './ports/clock.ts'
import { loadArgon2 } from './ports/defaults/argon2.ts'
import { createBcrypt } from './ports/defaults/bcrypt.ts'
import { systemClock } from './ports/defaults/clock.ts'
import { systemRandom } from './ports/defaults/random.ts'
import { printToErrors, printToTerminal } from './ports/defaults/terminal.ts'
import { lastingTimer, systemTimer } from './ports/defaults/timer.ts'
import type { DeletedRows, Events } from './ports/events.ts'
import type { RedisState } from './redis/open-redis.ts'
import { createRevocationIndex } from './sessions/revocation-index.ts'
import { createTokenSessions, noTokenSessions } from './sessions/token-sessions.ts'
import { ConfigurationError } from './settings/configuration-error.ts'
import type { Store } from './store.ts'
import type { OpenedStore, PostgresStore, SqliteStore } from './stores/open-store.ts'
import type { Needs, System } from './system.ts'
import { createRemoteReader, type TokenReader } from './tokens/token-reader.ts'
import { createVerifiedCache } from './tokens/verified-cache.ts'

/** What `createAuth` returns. Adapters mount it; it holds the store until `close()`. */
export interface Auth<S extends Store = Store> {
  /** Handles one request; adapters call it. */
  readonly dispatch: Dispatch
  /** The paths that dispatch serves, with `basePath`, trailing slash and parameters in braces. */
  readonly paths: readonly string[]
  /** Those of them that lead to resources alone: a route of the application at the same path is served instead. */
  readonly rootPaths: readonly string[]
  /** The name under which the settings move or switch off the built-in endpoint of such a path. */
  nameOf(path: string): string | undefined
  /** Whether dispatch serves a path, with or without trailing slash. */
  serves(path: string): boolean
  /** Guards a route that the application serves itself; adapters wrap it for their platform. */
  guard<const P extends readonly Permission[]>(rule: GuardRule<P>): Guard<PrincipalFor<P>>
  /** The store that was opened or given. `auth.store.kysely()` is for your queries. */
  readonly store: S
  /** The first argument of flows. */
  readonly system: System
  /** The Redis of `redisUrl`, for your own probes and metrics; `undefined` where none is used. */
  readonly redis: RedisState | undefined
  /** The bridge to Django, for your own probes and metrics; `undefined` where the settings name no Django. */
  readonly adoption: Pick<Bridge, 'status' | 'close'> | undefined
  /** Sends due mails and webhooks now. This happens automatically; tests and scripts call it to avoid waiting. */
  deliverMail(): Promise<void>
  /**
   * Deletes expired sessions, spent tokens, revocations and audit rows, in small batches with rests, unless another process
   * is at it. `latchkey serve` does it by itself (`housekeepingInterval`); your own server calls it from a timer, or runs
   * `latchkey flushexpired`.
   */
  housekeep(): Promise<DeletedRows>
  /** Waits for pending writes, then closes the store and the connection to Redis. */
  close(): Promise<void>
}

/**
 * The short form takes settings and parts in one object, and opens the store by its address:
 *
 * ```ts
 * const auth = await createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:app.sqlite3' })
 * ```
 *
 * The long form takes `settings` from `resolveSettings` and a `store` that was opened before. Throws ConfigurationError,
 * which lists all that is wrong, and in the long form KeyringError when the configured keys cannot sign.
 */
export function createAuth(
  options: AuthOptions & { readonly database: `sqlite:${string}`; readonly store?: undefined },
): Promise<Auth<SqliteStore>>
export function createAuth(
  options: AuthOptions & { readonly database: `postgres${string}`; readonly store?: undefined },
): Promise<Auth<PostgresStore>>
export function createAuth<S extends Store = OpenedStore>(options: CreateAuthOptions<S>): Promise<Auth<S>>
export async function createAuth<S extends Store = OpenedStore>(options: CreateAuthOptions<S>): Promise<Auth<S>> {
  const { store: given, migrations, ...parts } = readOptions(options)
  // Before a store is opened, so that what is wrong with them leaves no file behind.
  const routes = createRoutesOf(parts)
  const opened = given === undefined ? await openDatabase(parts.settings, migrations) : undefined
  try {
    // Without a store in the options, the type parameter is that of the store which is opened.
    return await connect({ ...parts, store: (opened ?? given) as S }, routes)
  } catch (error) {
    await opened?.close()
    throw error
  }
}

async function connect<S extends Store>(parts: AuthParts<S>, routes: Routes): Promise<Auth<S>> {
  const faults = await findTableFaults(parts.resources ?? [], parts.store.tables)
  if (faults.length > 0) throw new ConfigurationError(faults)
  const { clock = systemClock } = parts
  const { events: all, drain } = createEvents(parts, clock)
  const events = emitOnce(all)
  const origin = { address: '', userAgent: '' }
  await keepRoles({ settings: parts.settings, groups: parts.store.groups, clock, events, origin })
  const counting = await openCounting(parts, events, clock)
  try {
    const { settings, store, timer = systemTimer, random = systemRandom } = parts
    const bridge = await openBridge({ settings, store, sessions: counting.sessions, clock, timer, events })
    const keys = await openKeyring({ settings, signingKeys: store.signingKeys, clock, timer, random, events })
    try {
      return await compose(parts, routes, { counting, bridge, keys, clock, events, drain })
    } catch (error) {
      keys.keys?.stop()
      throw error
    }
  } catch (error) {
    counting.redis?.close()
    throw error
  }
}

interface Opened {
  readonly counting: Counting
  readonly bridge: Bridge | undefined
  readonly keys: OpenedKeyring
  readonly clock: Clock
  readonly events: Events
  readonly drain: () => Promise<void>
}

async function compose<S extends Store>(parts: AuthParts<S>, routes: Routes, opened: Opened): Promise<Auth<S>> {
  const { settings, random = systemRandom, timer = systemTimer } = parts
  const { counting, bridge, clock, events, drain } = opened
  const { keyring, keys } = opened.keys
  // What flows see; the application keeps the store that it opened.
  const store: Store = bridge?.store ?? parts.store
  const { users, outbox } = store
  const seal = createSeal(settings.secretKey, random)
  const sessions = bridge?.store.sessions ?? counting.sessions
  for (const { kind, what } of findLinkFaults(settings, () => everyEndpoint(settings))) {
    if (kind === 'off') events.emit({ name: 'endpoint.missing', reason: what })
  }
  const features = featureParts({ settings, store, clock, timer, events })
  const { fetch } = globalThis
  const senderParts = { settings, keyring, clock, random, users, outbox, events, timer, fetch, ...features }
  const outboxWorker = createOutboxWorkerOf(senderParts)
  const hasher = await createHasherOf(settings, random)
  const revocations = createRevocationIndexOf({ settings, sessions, clock, timer })
  const system: System = {
    settings,
    clock,
    timer,
    random,
    events,
    origin: { address: '', userAgent: '' },
    ...storeParts(store),
    outboxWorker,
    sessions,
    tokenSessions: settings.jwkUrl === undefined ? createTokenSessions(sessions) : noTokenSessions,
    throttles: counting.throttles,
    keyring,
    signingKeys: keys,
    seal,
    tokens: createTokenReader({ settings, keyring, clock, timer, events }),
    hasher: bridge?.hasher(hasher) ?? hasher,
    passwordPolicy: { ...settings, isCommonPassword: createCommonPasswordCheck() },
    revocations,
    ...revocationFeedParts({ settings, sessions, revocations, keyring, signingKeys: keys, seal, clock, timer }),
    ...features,
    installation: createInstallation({ settings, store, clock, timer }),
  }
  return {
    dispatch: onFirstRequest(createDispatch(system, routes), () => {
      outboxWorker.wake()
      bridge?.start()
    }),
    ...placesOf(routes, settings),
    guard: rule => createGuard(system, rule),
    system,
    store: parts.store,
    redis: counting.redis?.state,
    adoption: bridge,
    deliverMail: outboxWorker.deliver,
    housekeep: () =>
      keepHouse({ settings, housekeeping: store.housekeeping, clock, random, timer: parts.timer ?? lastingTimer }),
    async close() {
      system.revocationFeed.drain()
      system.revocations.close()
      keys?.stop()
      await outboxWorker.stop()
      await bridge?.close()
      counting.redis?.close()
      await drain()
      await store.close()
    },
  }
}

function placesOf(routes: Routes, { basePath }: AuthParts['settings']) {
  const placeOf = ({ path }: { readonly path: string }) => `${basePath}${path}`
  return {
    paths: routes.paths.map(path => placeOf({ path })),
    rootPaths: routes.rows.filter(row => row.endpoint.isRoot).map(placeOf),
    nameOf: (path: string) => routes.rows.find(row => placeOf(row) === path)?.endpoint.urlName,
    serves: (path: string) => isServed(routes, pathBelow(path, basePath)),
  }
}

async function createHasherOf(settings: AuthParts['settings'], random: System['random']) {
  const concurrency = settings.passwordConcurrency ?? availableParallelism()
  return await createPasswordHasher({
    ...settings,
    argon2: await loadArgon2(),
    bcrypt: createBcrypt(),
    random,
    concurrency,
  })
}

/** What flows see of a store as it is. */
function storeParts({ users, directory, groups, audit, mailLogins, outbox, loginAttempts, refreshLeases }: Store) {
  return { users, directory, groups, audit, mailLogins, outbox, loginAttempts, refreshLeases }
}

/** What the features add to the system, one line each. */
function featureParts(given: Needs<'settings' | 'clock' | 'timer' | 'events'> & { readonly store: Store }) {
  const { store } = given
  return {
    ...apiKeyParts(store),
    ...resourceParts(store),
    ...socialParts(given),
    ...mfaParts(given),
    ...organizationParts(given),
    ...webhookParts(store),
  }
}

/** Kept for longer by what clocks of two nodes may differ. */
function createRevocationIndexOf({
  settings,
  sessions: store,
  clock,
  timer,
}: Needs<'settings' | 'sessions' | 'clock' | 'timer'>) {
  const allowance = settings.revocationAllowance * 1000
  return createRevocationIndex({ store, clock, timer, allowance, leeway: settings.leeway * 1000 + clockMarginMs })
}

/** The receivers of events: the log and the `onEvent` hook, or else standard error; the audit table. */
function createEvents({ settings, store, events, timer = systemTimer }: AuthParts, clock: Clock) {
  const hook = settings.onEvent === undefined ? [] : [listenerOf(settings.onEvent)]
  const given = [...(events === undefined ? [] : [events]), ...hook]
  const listeners = fanOut(given.length === 0 ? [printFaults(printToErrors)] : given)
  if (!settings.auditRefusals) return { events: listeners, drain: async () => {} }
  const refusals = createRefusalAudit({
    audit: store.audit,
    clock,
    timer,
    events: listeners,
    userIds: settings.userIds,
  })
  return { events: fanOut([listeners, refusals]), drain: refusals.drain }
}

/** What was waiting before the start is sent from the first request on, with every adapter. */
function onFirstRequest(dispatch: Dispatch, begin: () => void): Dispatch {
  let isServing = false
  return incoming => {
    if (!isServing) begin()
    isServing = true
    return dispatch(incoming)
  }
}

/** Sends mails, if the settings configure a mailer, and what services are told. */
function createOutboxWorkerOf(parts: DeliveryParts & SendParts): OutboxWorker {
  const mailer = createMailer(parts.settings, printToTerminal)
  const mails = mailer === undefined ? [] : [mailLane(parts, mailer)]
  const worker = createOutboxWorker(parts.timer, [...mails, ...webhookLanes(parts)])
  parts.deliveries.onWritten(worker.nudge)
  return worker
}

/** With JWK_URL tokens are verified only by the published keys; the local key still signs. */
function createTokenReader(needs: Pick<System, 'settings' | 'keyring' | 'clock' | 'timer' | 'events'>): TokenReader {
  const { settings, keyring, clock, timer, events } = needs
  const { jwkUrl: url, algorithm } = settings
  if (url === undefined) return createVerifiedCache({ keyring, settings, clock })
  const published = createRemoteJwks({ url, algorithm, fetch: globalThis.fetch, now: clock.now, timer, events })
  return createRemoteReader(createVerifiedCache({ keyring: published, settings, clock }), published)
}
