/** What `/metrics` shows: logins, refreshes, refusals, queues and latencies. Nothing in it names a user or an address. */
import type { Auth } from '../../auth.ts'
import type { Dispatch } from '../../http/dispatch.ts'
import type { AuthEvent, Events } from '../../ports/events.ts'
import type { SqliteStore } from '../../stores/sqlite/store.ts'
import { createRegistry, type Registry } from './registry.ts'

export interface AuthMetrics {
  /** Counts what happened. */
  readonly events: Events
  /** Reads the gauges from these parts when somebody looks. */
  watch(auth: Auth, store: Pick<SqliteStore, 'observeCommits'>): void
  /** The same dispatch, timed. */
  measure(dispatch: Dispatch): Dispatch
  render(): string
}

const latencyBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const batchBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

export function createAuthMetrics(now: () => number = () => performance.now()): AuthMetrics {
  const registry = createRegistry()
  const refusals = registry.counter(
    'latchkey_refusals_total',
    'Requests that were refused, by the code of the problem.',
  )
  const duration = registry.histogram(
    'latchkey_http_request_duration_seconds',
    'Seconds from the request to its answer, by the path of the endpoint and the class of the status.',
    latencyBounds,
  )
  const events = countEvents(registry)
  watchProcess(registry)

  return {
    events,
    watch(auth, store) {
      watchQueues(registry, auth)
      const commits = registry.histogram('latchkey_commit_writes', 'Writes that shared one commit.', batchBounds)
      store.observeCommits(writes => commits.observe(writes))
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

/** One counter for each question that a dashboard asks first, and one for every other fact. */
function countEvents(registry: Registry): Events {
  const logins = registry.counter('latchkey_logins_total', 'Logins by outcome; of failed ones the reason.')
  const refreshes = registry.counter('latchkey_refreshes_total', 'Refreshes by outcome.')
  const all = registry.counter('latchkey_events_total', 'Authentication facts, by the name of the event.')
  const lost = registry.counter('latchkey_audit_lost_total', 'Audit rows of refusals that were not kept.')
  return {
    emit(event: AuthEvent) {
      all.add({ event: event.name })
      if (event.name === 'login.succeeded') logins.add({ outcome: 'succeeded', reason: '' })
      if (event.name === 'login.failed') logins.add({ outcome: 'failed', reason: event.reason ?? '' })
      if (event.name.startsWith('refresh.')) refreshes.add({ outcome: event.name.slice('refresh.'.length) })
      if (event.name === 'audit.lost') lost.add({}, event.data.count)
    },
  }
}

function watchQueues(registry: Registry, { system }: Auth): void {
  const { hasher, revocations, clock } = system
  registry.gauge('latchkey_password_hashes', 'Password hashes that run now, and that wait for a core.', () => [
    [{ state: 'running' }, hasher.load.running],
    [{ state: 'waiting' }, hasher.load.waiting],
  ])
  registry.total('latchkey_password_hashes_shed_total', 'Password hashes turned away with 503.', () => hasher.load.shed)
  registry.gauge('latchkey_revocations', 'Revocations that are held in memory.', () => revocations.size)
  registry.gauge(
    'latchkey_revocations_age_seconds',
    'Seconds since the revocation log was read; a request never trusts more than revocationAllowance.',
    () => Math.max(0, clock.now() - revocations.asOf) / 1000,
  )
}

function watchProcess(registry: Registry): void {
  const started = Math.floor(Date.now() / 1000 - process.uptime())
  registry.gauge('process_start_time_seconds', 'When the process started, in seconds since 1970.', () => started)
  registry.gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss())
  registry.total('process_cpu_seconds_total', 'Seconds of processor time used.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
}
