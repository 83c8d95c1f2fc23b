import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeUp } from './made-up.ts'
import { cellsOf, formatTable } from './table.ts'

test('the table has medians, the ratio with its spread, the bar and whether it is met', () => {
  const lines = formatTable(madeUp.flatMap(cellsOf)).split('\n')
  assert.deepEqual(lines, [
    '| measure                         |    ours |    peer | ratio |      spread |       bar | met |',
    '|---------------------------------|--------:|--------:|------:|------------:|----------:|----:|',
    '| durable refresh / by <hand>     | 1,000/s |   500/s |  2.20 | 2.00 - 2.25 |   >= 2.00 | yes |',
    '|   the same / in memory          | 1,000/s | 2,000/s |  0.50 | 0.45 - 0.55 |   >= 0.85 |  no |',
    '|   its processor time, a refresh |  110 us |  220 us |  0.50 | 0.45 - 0.55 |           |     |',
    '| resident memory                 |  120 MB |         |       |             | <= 150 MB | yes |',
    '| dispatch                        | needs wrk: apt install wrk',
  ])
})
