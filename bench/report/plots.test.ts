import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeUp } from './made-up.ts'
import { named, plotsOf } from './plots.ts'

const { promises = '', rates = '', costs = '', verify = '' } = plotsOf(madeUp)

/** Of one color, in the order of the picture. */
function widthsOf(svg: string, fill: string): readonly number[] {
  return [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="1[34]" rx="2" fill="([^"]+)"/g)]
    .filter(([, , color]) => color === fill)
    .map(([, width]) => Number(width))
}

test('a row that follows another one says in a picture what it is about', () => {
  const [outcome] = madeUp
  assert.ok(outcome !== undefined && 'rows' in outcome)
  assert.deepEqual(
    named(outcome.rows).map(({ says }) => says),
    ['durable refresh / by <hand>', 'durable refresh / in memory', 'durable refresh / by <hand>', 'resident memory'],
  )
})

test('a picture is XML: every sign of a text is escaped, every element closed, no number is missing', () => {
  for (const svg of [promises, rates, costs, verify]) {
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/)
    assert.doesNotMatch(svg, /NaN|undefined|Infinity|<hand>/)
    assert.equal(svg.match(/<(?:svg|title|text)\b/g)?.length, svg.match(/<\/(?:svg|title|text)>/g)?.length)
  }
  assert.match(rates, /by &lt;hand&gt;/)
})

test('promises that are kept are green, in proportion to how well they are', () => {
  const [kept = 0, memory = 0, ...more] = widthsOf(promises, '#2b8a3e')
  assert.deepEqual(more, [])
  // 2.2 of 2 and 150 of 120.25: a fifth of a quarter apart, on a scale of logarithms.
  assert.ok(Math.abs(memory / kept - Math.log(150 / 120.25) / Math.log(1.1)) < 0.02)
  assert.equal(widthsOf(promises, '#c92a2a').length, 1)
  assert.match(promises, />0\.50 \(&gt;= 0\.85\)</)
})

test('costs are in proportion, and rates have a line where the promise is', () => {
  const [ours = 0] = widthsOf(costs, '#2563eb')
  const [peer = 0] = widthsOf(costs, '#66707b')
  assert.ok(Math.abs(peer / ours - 2) < 0.01)
  assert.equal(rates.match(/<line [^>]*stroke="#d9480f"/g)?.length, 2)
  assert.equal(costs.match(/<line [^>]*stroke="#d9480f"/g), null)
})
