/** A turn of load upon a server: its rate, its times, and what it costs the server's processor. */
import type { Bench } from '../harness/bench.ts'
import type { Figures, Turn } from '../harness/measure.ts'
import { cpuSecondsOf } from '../harness/processes.ts'
import type { LoadRequest } from './wrk.ts'

export interface LoadTurn extends Omit<LoadRequest, 'seconds'> {
  /** The processes whose time counts. */
  readonly pids: readonly number[]
  /** In seconds; two unless given. */
  readonly warmUp?: number
  /** Called before each turn, and gives what differs from turn to turn. */
  readonly before?: () => Partial<LoadRequest> | Promise<Partial<LoadRequest>>
}

/** Before the first round, for compilers and caches, and not counted. Later rounds find them warm. */
const usualWarmUp = 2

export function loadTurn(
  bench: Bench,
  name: string,
  { pids, before, warmUp = usualWarmUp, ...request }: LoadTurn,
): Turn {
  return {
    name,
    async run(round) {
      if (round === 0) await bench.wrk({ ...request, ...(await before?.()), seconds: warmUp })
      const now = { ...request, ...(await before?.()) }
      const cpuBefore = cpuSecondsOf(pids)
      const report = await bench.wrk({ ...now, seconds: bench.seconds })
      if (report.wrapped && before !== undefined)
        throw new Error(`${name}: ${report.requests} requests were more than there were tokens`)
      const cpu = ((cpuSecondsOf(pids) - cpuBefore) * 1e6) / report.requests
      return { rate: report.rate, p50: report.p50, p99: report.p99, cpu } satisfies Figures
    },
  }
}
