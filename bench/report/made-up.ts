/** Outcomes as a run would have them, for tests of the report. */
import type { Row } from '../harness/measure.ts'
import type { Outcome, RowResult } from '../harness/run-measure.ts'

const measure = {
  name: 'refresh',
  how: `Chains of refreshes,
    as they are.`,
  rows: [],
  prepare: async () => [],
}

export const madeUp: readonly Outcome[] = [
  {
    measure,
    rows: [
      result(
        { says: 'durable refresh / by <hand>', unit: '/s', bar: { least: 2 } },
        [900, 1000, 1100],
        [400, 500, 500],
      ),
      result(
        { says: '  the same / in memory', unit: '/s', bar: { least: 0.85 } },
        [900, 1000, 1100],
        [2000, 2000, 2000],
      ),
      result({ says: '  its processor time, a refresh', unit: 'us' }, [100, 120, 110], [220, 220, 220]),
      result({ says: 'resident memory', unit: 'MB', bar: { most: 150 } }, [120.25]),
    ],
  },
  { measure: { ...measure, name: 'dispatch' }, missing: 'needs wrk: apt install wrk' },
]

function result(row: Omit<Row, 'ours'>, ours: readonly number[], peer: readonly number[] = []): RowResult {
  return { row: { ...row, ours: 'a.b' }, ours, peer, ratios: peer.map((value, round) => (ours[round] ?? 0) / value) }
}
