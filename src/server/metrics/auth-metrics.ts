/** The content of `/metrics`: logins, refreshes, refusals, queues and latencies, without users or addresses. */
import type { Auth } from '../../auth.ts'
import type { Dispatch } from '../../http/dispatch.ts'
import type { AuthEvent, DeletedRows, Events } from '../../ports/events.ts'
import type { Store } from '../../store.ts'
import { createRegistry, type Registry } from './registry.ts'
import { watchSigner } from './signer-metrics.ts'
import { countWebhooks, watchWebhooks } from './webhook-metrics.ts'

/** Counters of what happened, and their text for Prometheus. */
export interface AuthMetrics {
  /** Counts events. */
  readonly events: Events
  /** Reads the gauges from these parts at each scrape. */
  watch(auth: Auth, store: Pick<Store, 'observeCommits'>): void
  /** The same dispatch, timed. */
  measure(dispatch: Dispatch): Dispatch
  render(): string
}

const latencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const batchBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

/** Counts events and times requests. `render()` is the text for Prometheus; serve it where only your monitoring can read it. */
export function createAuthMetrics(now: () => number = () => performance.now()): AuthMetrics {
  const registry = createRegistry()
  const refusals = registry.counter('latchkey_refusals_total', 'Refused requests, by problem code.')
  const duration = registry.histogram(
    'latchkey_http_request_duration_seconds',
    'Seconds from request to response, by the path of the endpoint and the class of the status.',
    latencyBounds,
  )
  const events = countEvents(registry)
  watchProcess(registry)

  return {
    events,
    watch(auth, store) {
      watchQueues(registry, auth)
      watchRedis(registry, auth)
      watchAdoption(registry, auth)
      watchWebhooks(registry, auth)
      watchSigner(registry, auth, now)
      const commits = registry.histogram('latchkey_commit_writes', 'Writes in one commit.', batchBounds)
      store.observeCommits?.(writes => commits.observe(writes))
    },
    measure: dispatch => async incoming => {
      const started = now()
      const outgoing = await dispatch(incoming)
      const { route = 'none', code } = outgoing.about ?? {}
      duration.observe((now() - started) / 1000, { route, status: `${Math.floor(outgoing.status / 100)}xx` })
      if (code !== undefined) refusals.add({ code })
      return outgoing
    },
    render: registry.render,
  }
}

/** Counters for what dashboards show first, and one for all events. */
function countEvents(registry: Registry): Events {
  const logins = registry.counter('latchkey_logins_total', 'Logins by outcome, and failed ones by reason.')
  const refreshes = registry.counter('latchkey_refreshes_total', 'Refreshes by outcome.')
  const all = registry.counter('latchkey_events_total', 'Authentication events, by name.')
  const lost = registry.counter(
    'latchkey_audit_lost_total',
    'Audit rows of refusals that were not written, by kind after a flood.',
  )
  const webhooks = countWebhooks(registry)
  const deleted = registry.counter('latchkey_deleted_rows_total', 'Expired rows that housekeeping deleted, by kind.')
  return {
    emit(event: AuthEvent) {
      all.add({ event: event.name })
      webhooks(event)
      if (event.name === 'login.succeeded') logins.add({ outcome: 'succeeded', reason: '' })
      if (event.name === 'login.failed') logins.add({ outcome: 'failed', reason: event.reason ?? '' })
      if (event.name.startsWith('refresh.')) refreshes.add({ outcome: event.name.slice('refresh.'.length) })
      if (event.name === 'housekeeping.done') countRows(deleted, event.data)
      if (event.name === 'audit.lost') lost.add({ kind: event.data.kind ?? 'any' }, event.data.count)
    },
  }
}

function countRows(counter: ReturnType<Registry['counter']>, rows: DeletedRows): void {
  for (const [kind, count] of Object.entries(rows)) if (count > 0) counter.add({ kind }, count)
}

function watchQueues(registry: Registry, { system }: Auth): void {
  const { hasher, revocations, revocationFeed, clock } = system
  registry.gauge(
    'latchkey_password_hashes',
    'Password hashes that are running, and that are waiting for a core.',
    () => [
      [{ state: 'running' }, hasher.load.running],
      [{ state: 'waiting' }, hasher.load.waiting],
    ],
  )
  registry.total('latchkey_password_hashes_shed_total', 'Password hashes rejected with 503.', () => hasher.load.shed)
  registry.gauge('latchkey_revocations', 'Revocations in memory.', () => revocations.size)
  registry.gauge(
    'latchkey_revocations_age_seconds',
    'Seconds since the revocation log was read; requests read it again after revocationAllowance.',
    () => Math.max(0, clock.now() - revocations.asOf) / 1000,
  )
  registry.gauge(
    'latchkey_revocation_feed_waiting',
    'Services that wait for revocations here.',
    () => revocationFeed.waiting,
  )
}

function watchRedis(registry: Registry, { redis }: Auth): void {
  if (redis === undefined) return
  registry.gauge('latchkey_redis_up', 'Processes for which Redis counts: one each, or 0 while it is away.', () =>
    redis.isUp ? 1 : 0,
  )
  registry.total(
    'latchkey_redis_missed_hits_total',
    'Requests that were counted in the memory of a process, because Redis was away or slow.',
    () => redis.missed,
  )
}

function watchAdoption(registry: Registry, { adoption, system }: Auth): void {
  if (adoption === undefined) return
  registry.gauge('latchkey_adoption_phase', 'The phase of moving in from Django: 1 for the one that it is in.', () => [
    [{ phase: adoption.status().phase ?? 'none' }, 1],
  ])
  registry.gauge(
    'latchkey_django_up',
    "Processes that reach Django's database: one each, or 0 while it is away.",
    () => (adoption.status().isDjangoUp ? 1 : 0),
  )
  registry.gauge('latchkey_django_backlog', 'What Django has not heard yet.', () => adoption.status().backlog.count)
  registry.gauge('latchkey_django_backlog_age_seconds', 'For how long the oldest of it has waited.', () => {
    const { oldestAt } = adoption.status().backlog
    return oldestAt === undefined ? 0 : Math.max(0, system.clock.now() - oldestAt) / 1000
  })
}

function watchProcess(registry: Registry): void {
  const started = Math.floor(Date.now() / 1000 - process.uptime())
  registry.gauge('process_start_time_seconds', 'Start time of the process, in seconds since 1970.', () => started)
  registry.gauge('process_resident_memory_bytes', 'Resident memory of the process, in bytes.', () =>
    process.memoryUsage.rss(),
  )
  registry.total('process_cpu_seconds_total', 'CPU time used, in seconds.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
}
