import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFiles, readFiles } from './files.ts'

const [page] = readFiles(['docs/requirements.md'])
const rows = page?.text.split('\n').filter(line => /^\| \d+ \|/.test(line)) ?? []

test('each of the thirty requirements is held by at least one attack', () => {
  assert.deepEqual(
    rows.map(row => Number(row.split('|')[1])),
    Array.from({ length: 30 }, (_, index) => index + 1),
  )
  for (const row of rows) assert.match(row, /`(?:test\/attacks|src\/features\/[\w-]+\/tests)\/[\w.-]+\.test\.ts`/)
})

test('every test that the page names exists', () => {
  const there = findFiles(['{src,test}/**/*.test.ts'])
  const named = rows.flatMap(row => [...row.matchAll(/`([^`]+\.test\.ts)`/g)].map(match => match[1] ?? ''))
  assert.deepEqual(
    named.filter(path => !there.includes(path)),
    [],
  )
})
