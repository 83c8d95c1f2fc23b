import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRegistry } from './registry.ts'

test('a counter is rendered with help, type and a line for each series', () => {
  const registry = createRegistry()
  const counter = registry.counter('logins_total', 'Logins.\nAll of them.')
  counter.add({ outcome: 'failed' })
  counter.add({ outcome: 'failed' })
  counter.add({ outcome: 'succeeded' }, 3)
  assert.equal(
    registry.render(),
    [
      '# HELP logins_total Logins.\\nAll of them.',
      '# TYPE logins_total counter',
      'logins_total{outcome="failed"} 2',
      'logins_total{outcome="succeeded"} 3',
      '',
    ].join('\n'),
  )
})

test('the buckets of a histogram are cumulative and end in +Inf', () => {
  const registry = createRegistry()
  const histogram = registry.histogram('seconds', 'Seconds.', [0.1, 1])
  for (const value of [0.1, 0.5, 7]) histogram.observe(value, { route: '/' })
  assert.deepEqual(registry.render().split('\n').slice(2, -1), [
    'seconds_bucket{route="/",le="0.1"} 1',
    'seconds_bucket{route="/",le="1"} 2',
    'seconds_bucket{route="/",le="+Inf"} 3',
    'seconds_sum{route="/"} 7.6',
    'seconds_count{route="/"} 3',
  ])
})

test('a gauge is read when the metrics are rendered', () => {
  const registry = createRegistry()
  let value = 1
  registry.gauge('waiting', 'Waiting.', () => value)
  value = 2
  assert.match(registry.render(), /^waiting 2$/m)
})

test('label values are escaped (metrics injection)', () => {
  const registry = createRegistry()
  registry.counter('x_total', 'X.').add({ code: 'a"} 1\n\\' })
  assert.match(registry.render(), /^x_total\{code="a\\"\} 1\\n\\\\"\} 1$/m)
})

test('an infinite value is rendered as +Inf', () => {
  const registry = createRegistry()
  registry.gauge('age', 'Age.', () => Number.POSITIVE_INFINITY)
  assert.match(registry.render(), /^age \+Inf$/m)
})
