import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axesUpTo } from '../growth/axes.ts'
import { formatGrowth, growthTable } from './growth.ts'
import { lineChart } from './line-chart.ts'

const grown = {
  title: 'users',
  sizes: [100, 10_000, 1_000_000],
  series: { guarded: [40, 40, 80], login: [160, 160, 160] },
}

test('a table of growth has a column for each size and a row for each kind of request', () => {
  assert.deepEqual(growthTable(grown).split('\n'), [
    '| users | 100 | 10,000 | 1,000,000 |',
    '| --- | --: | --: | --: |',
    '| guarded | 40.0 us | 40.0 us | 80.0 us |',
    '| login | 160 us | 160 us | 160 us |',
  ])
})

test('what is flat is drawn flat, and twice as much twice as high', () => {
  const svg = lineChart({ title: 'Growth', note: 'Flat is good.', panels: [grown] })
  const lines = [...svg.matchAll(/points="([^"]+)"/g)].map(([, points = '']) =>
    points.split(' ').map(point => Number(point.split(',')[1])),
  )
  const [guarded = [], login = []] = lines
  assert.equal(new Set(login).size, 1)
  assert.equal(guarded[0], guarded[1])
  const [low = 0, high = 0, top = 0] = [guarded[0], guarded[2], login[0]]
  // 40, 80 and 160 from the same ground.
  assert.ok(Math.abs(top - low - 3 * (high - low)) < 0.3, `${low} ${high} ${top}`)
  assert.doesNotMatch(svg, /NaN|undefined/)
})

test('the page of growth has a command that would print it again', () => {
  const page = formatGrowth([grown], { rounds: 3, seconds: 3, most: 1_000_000 })
  assert.match(page, /`npm run bench:growth -- requests --most 1000000 --rounds 3 --seconds 3` on \d{4}-/)
})

test('users and sessions grow as far as asked, revocations to a hundred thousand, groups to a thousand', () => {
  const sizes = new Map(axesUpTo(10_000_000).map(({ title, sizes }) => [title, sizes]))
  assert.deepEqual(sizes.get('users'), [100, 10_000, 1_000_000, 10_000_000])
  assert.deepEqual(sizes.get('sessions'), [1000, 100_000, 1_000_000, 10_000_000])
  assert.deepEqual(sizes.get('live revocations'), [0, 1000, 10_000, 100_000])
  assert.equal(sizes.get('groups')?.at(-1), 1000)
  assert.deepEqual(axesUpTo(1_000_000)[0]?.sizes, [100, 10_000, 1_000_000])
})
