/**
 * Brings the backlog to Django: at once for a request that has noted something, once for all requests of the moment; and
 * each second for what other processes noted. What cannot be told now stays in the database and is tried again.
 */
import { nextFlight } from '../../../kernel/single-flight.ts'
import { NoAnswer, within } from '../../../kernel/within.ts'
import type { Events } from '../../../ports/events.ts'
import type { Timer } from '../../../ports/timer.ts'
import { isBridged } from '../state.ts'
import type { AdoptionJob, AdoptionStore, Backlog } from '../store.ts'
import type { AdoptionPhase } from './adoption-phase.ts'
import { type DjangoHashers, deliverJobs } from './deliver-jobs.ts'
import type { DjangoLink } from './django-link.ts'

export interface Delivery {
  /** Whether Django has heard all about tokens that was noted before the call. Waits a second at most. */
  deliver(): Promise<boolean>
  /** Looks for what is due, each second from now on. */
  start(): void
  /** As of the last second. */
  backlog(): Backlog
  stop(): Promise<void>
}

interface Parts {
  readonly adoption: AdoptionStore
  readonly link: DjangoLink
  readonly phase: AdoptionPhase
  readonly timer: Timer
  readonly events: Events
  readonly djangoHashers: DjangoHashers
}

const batch = 500
const patienceMs = 1000
const pollMs = 1000
const longestPauseMs = 60_000

export function createDelivery(parts: Parts): Delivery {
  const { link, timer } = parts
  const pauses = createPauses(parts)
  let isRunning = false
  let isStopped = false
  let callOff = () => {}

  const drain = nextFlight(async () => {
    const state = await parts.phase.current()
    if (!isBridged(state) || state === undefined) return true
    for (;;) {
      const jobs = await parts.adoption.jobs(batch + pauses.size)
      const due = jobs.filter(pauses.isDue)
      if (due.length === 0) return pauses.keepOnly(jobs)
      if ((await pauses.guard(due, () => send(parts, state, due))) === 'away') return false
    }
  })
  let backlog: Backlog = { count: 0, oldestAt: undefined }
  const look = async () => {
    try {
      await drain()
      if (isBridged(parts.phase.known)) backlog = await parts.adoption.backlog()
    } catch (cause) {
      parts.events.emit({ name: 'django.refused', data: { cause, jobs: 0 } })
    }
    poll()
  }
  const poll = () => {
    callOff()
    if (!isStopped) callOff = timer.after(pollMs, () => void look())
  }
  link.onBack(() => void drain().catch(() => {}))

  return {
    async deliver() {
      if (link.isAway || isStopped) return false
      try {
        return await within(timer.after, patienceMs, drain())
      } catch (error) {
        if (error instanceof NoAnswer) return false
        throw error
      }
    },
    backlog: () => backlog,
    start() {
      if (!isRunning) poll()
      isRunning = true
    },
    async stop() {
      isStopped = true
      callOff()
      await drain().catch(() => {})
    },
  }
}

async function send(
  { adoption, link, djangoHashers }: Parts,
  state: Parameters<typeof deliverJobs>[0]['state'],
  jobs: readonly AdoptionJob[],
): Promise<'sent' | 'away'> {
  const sent = await link.tell(async django => await deliverJobs({ adoption, django, state, djangoHashers }, jobs))
  return sent === undefined ? 'away' : 'sent'
}

/** What Django does not take waits longer and longer, so that it does not hold up what comes after it. */
function createPauses({ timer, events }: Pick<Parts, 'timer' | 'events'>) {
  const waiting = new Map<number, { pause: number; isOver: boolean }>()
  const pauseFor = (job: AdoptionJob) => {
    const pause = Math.min(longestPauseMs, (waiting.get(job.id)?.pause ?? pollMs / 2) * 2)
    const entry = { pause, isOver: false }
    waiting.set(job.id, entry)
    timer.after(pause, () => {
      entry.isOver = true
    })
  }
  return {
    get size() {
      return waiting.size
    },
    isDue: ({ id }: AdoptionJob) => waiting.get(id)?.isOver !== false,
    /** Forgets those that were delivered; whether none about tokens is left. */
    keepOnly(jobs: readonly AdoptionJob[]): boolean {
      const left = new Set(jobs.map(({ id }) => id))
      for (const id of waiting.keys()) if (!left.has(id)) waiting.delete(id)
      return jobs.every(({ kind }) => kind === 'user')
    },
    async guard(jobs: readonly AdoptionJob[], work: () => Promise<'sent' | 'away'>) {
      try {
        return await work()
      } catch (cause) {
        for (const job of jobs) pauseFor(job)
        events.emit({ name: 'django.refused', data: { cause, jobs: jobs.length } })
        return 'refused'
      }
    },
  }
}
