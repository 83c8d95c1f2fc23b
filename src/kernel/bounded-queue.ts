/**
 * At most `concurrency` jobs run at once and at most `limit` wait. A job beyond that is rejected at once, so that a
 * flood of expensive work sheds load instead of piling it up. The queue is fair: lanes take turns, and so do the sources
 * of a lane. When it is full, a newcomer takes the place of the newest job of the busiest source, so that no source can
 * keep the others out, nor all sources of one lane those of another (denial of service).
 */
export interface BoundedQueue {
  /** Runs the job when its turn comes. Throws `whenFull()` without running it when the queue has no place for it. */
  run<T>(job: () => Promise<T>, from: QueueSource): Promise<T>
  /** Throws what `run` would throw at once, so that a caller spares itself what it would do before. Reserves no place. */
  requireRoom(from: QueueSource): void
  readonly running: number
  readonly waiting: number
  /** How many jobs were rejected so far. */
  readonly shed: number
}

export interface QueueSource {
  /** Half of the places are kept for each lane. */
  readonly lane: QueueLane
  /** Who sends the job. */
  readonly source: string
}

export type QueueLane = 'first' | 'second'

interface Waiting extends QueueSource {
  /** A source has one job in a round, so that a source with many jobs waits behind those with few. */
  readonly round: number
  readonly start: () => void
  readonly reject: (error: Error) => void
}

export function createBoundedQueue(concurrency: number, limit: number, whenFull: () => Error): BoundedQueue {
  const waiting: Waiting[] = []
  const rounds = { first: 0, second: 0 }
  let lastLane: QueueLane = 'second'
  let running = 0
  let shed = 0

  const refuse = (): Error => {
    shed += 1
    return whenFull()
  }
  const makeRoom = (from: QueueSource): void => {
    if (waiting.length < limit) return
    const dropped = findDisplaced(waiting, from, limit / 2)
    if (dropped === undefined) throw refuse()
    waiting.splice(waiting.indexOf(dropped), 1)
    dropped.reject(refuse())
  }
  const takeTurn = async (from: QueueSource): Promise<void> => {
    if (running < concurrency) {
      running += 1
      return
    }
    makeRoom(from)
    const round = Math.max(rounds[from.lane], ...waiting.filter(isLike(from)).map(job => job.round + 1))
    // A job that finishes hands its slot on, so `running` does not change.
    await new Promise<void>((start, reject) => waiting.push({ ...from, round, start, reject }))
  }
  const passOn = () => {
    const next = findNext(waiting, lastLane)
    if (next === undefined) {
      running -= 1
      return
    }
    waiting.splice(waiting.indexOf(next), 1)
    lastLane = next.lane
    rounds[next.lane] = next.round
    next.start()
  }

  return {
    async run(job, from) {
      await takeTurn(from)
      try {
        return await job()
      } finally {
        passOn()
      }
    },
    requireRoom(from) {
      const hasRoom = running < concurrency || waiting.length < limit
      if (!hasRoom && findDisplaced(waiting, from, limit / 2) === undefined) throw refuse()
    },
    get running() {
      return running
    },
    get waiting() {
      return waiting.length
    },
    get shed() {
      return shed
    },
  }
}

/** The earliest round of the lane whose turn it is; the order of arrival decides among equals. */
function findNext(waiting: readonly Waiting[], lastLane: QueueLane): Waiting | undefined {
  const others = waiting.filter(({ lane }) => lane !== lastLane)
  const candidates = others.length > 0 ? others : waiting
  return candidates.reduce<Waiting | undefined>(
    (best, job) => (best === undefined || job.round < best.round ? job : best),
    undefined,
  )
}

/** The job whose place the newcomer takes; `undefined`: none, because no source has more than the newcomer's would. */
function findDisplaced(waiting: readonly Waiting[], from: QueueSource, share: number): Waiting | undefined {
  const counts = { first: new Map<string, number>(), second: new Map<string, number>() }
  let own = 0
  for (const { lane, source } of waiting) {
    if (lane === from.lane) own += 1
    counts[lane].set(source, (counts[lane].get(source) ?? 0) + 1)
  }
  // The newcomer's lane has less than its share, so the other one has more.
  const lane = own + 1 <= share ? otherLane[from.lane] : from.lane
  const most = Math.max(0, ...counts[lane].values())
  if (lane === from.lane && most <= (counts[lane].get(from.source) ?? 0) + 1) return undefined
  return waiting.findLast(job => job.lane === lane && counts[lane].get(job.source) === most)
}

const otherLane = { first: 'second', second: 'first' } as const

function isLike({ lane, source }: QueueSource): (job: QueueSource) => boolean {
  return job => job.lane === lane && job.source === source
}
