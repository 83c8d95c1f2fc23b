import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findDocumentFaults } from './check-documents.ts'

const there = ['src/a.ts', 'docs/tour.md', 'docs/guides/', 'README.md']

function faultsOf(path: string, text: string): string[] {
  return findDocumentFaults([{ path, text }], asked => there.some(known => known === asked || known === `${asked}/`))
}

test('links and code that name files of the repository are fine', () => {
  assert.deepEqual(faultsOf('README.md', 'See [the tour](docs/tour.md#login), `src/a.ts`, `docs/guides/`.'), [])
  assert.deepEqual(faultsOf('docs/tour.md', '[up](../README.md) [root](/README.md)'), [])
})

test('a link that leads nowhere is caught with its line', () => {
  assert.deepEqual(faultsOf('docs/tour.md', '\n[gone](gone.md)'), [
    'docs/tour.md:2 names gone.md, which does not exist',
  ])
})

test('a path in code that leads nowhere is caught', () => {
  assert.deepEqual(faultsOf('README.md', '`src/b.ts`'), ['README.md:1 names src/b.ts, which does not exist'])
})

test('addresses, anchors and other code are none of its business', () => {
  assert.deepEqual(faultsOf('README.md', '[a](https://example.com/x.md) [b](#start) `npm test` `src/*.ts`'), [])
})
