/** The guide and what is measured stay in step: it quotes no figure that the next run would make false. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { measures } from '../measures/all.ts'
import { madeUp } from './made-up.ts'
import { plotsOf } from './plots.ts'

const url = new URL('../../docs/guides/speed.md', import.meta.url)
const guide = readFileSync(url, 'utf8')

test('the guide names every part of npm run bench', () => {
  for (const { name } of measures) assert.ok(guide.includes(`\`${name}\``), name)
})

test('every picture of the guide is there, and every picture of a run is in the guide', () => {
  const pictures = [...guide.matchAll(/!\[.+\]\((.+\.svg)\)/g)].map(([, path]) => path ?? '')
  for (const path of pictures) assert.ok(existsSync(new URL(path, url)), path)
  const names = Object.keys(plotsOf(madeUp)).map(name => `../../bench/results/speed-${name}.svg`)
  assert.deepEqual(
    names.filter(name => !pictures.includes(name)),
    [],
  )
})

test('the guide quotes no measurement', () => {
  assert.doesNotMatch(guide, /\d\s?(?:us|µs|ms|MB|kB|%|x|times)\b|\d[kM]?\/s|\d a second/)
})
