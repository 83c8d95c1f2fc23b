import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRegistry } from '../metrics/registry.ts'
import { mergeMetrics } from './merge-metrics.ts'

function workerWith(logins: number, age: number, started: number, seconds: number): string {
  const registry = createRegistry()
  const counter = registry.counter('logins_total', 'Logins.')
  counter.add({ outcome: 'succeeded' }, logins)
  if (logins > 2) counter.add({ outcome: 'failed, with "quotes" and blanks' })
  registry.gauge('revocations_age_seconds', 'Age.', () => age)
  registry.gauge('process_start_time_seconds', 'Start.', () => started)
  registry.histogram('duration_seconds', 'Time.', [0.1, 1]).observe(seconds)
  return registry.render()
}

test('counters and histograms are added up, of ages and starts the eldest counts', () => {
  const merged = mergeMetrics([workerWith(2, 3, 100, 0.05), workerWith(3, Number.POSITIVE_INFINITY, 90, 0.5)])
  assert.deepEqual(merged.split('\n'), [
    '# HELP logins_total Logins.',
    '# TYPE logins_total counter',
    'logins_total{outcome="succeeded"} 5',
    'logins_total{outcome="failed, with \\"quotes\\" and blanks"} 1',
    '# HELP revocations_age_seconds Age.',
    '# TYPE revocations_age_seconds gauge',
    'revocations_age_seconds +Inf',
    '# HELP process_start_time_seconds Start.',
    '# TYPE process_start_time_seconds gauge',
    'process_start_time_seconds 90',
    '# HELP duration_seconds Time.',
    '# TYPE duration_seconds histogram',
    'duration_seconds_bucket{le="0.1"} 1',
    'duration_seconds_bucket{le="1"} 2',
    'duration_seconds_bucket{le="+Inf"} 2',
    'duration_seconds_sum 0.55',
    'duration_seconds_count 2',
    '',
  ])
})

test('one worker is as it was', () => {
  const text = workerWith(3, 1, 2, 3)
  assert.equal(mergeMetrics([text]), text)
})
