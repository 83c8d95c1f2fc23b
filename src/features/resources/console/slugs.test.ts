import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slugsOf } from './slugs.ts'

test('a resource is named by the end of its path, as long as it takes to tell it from the others', () => {
  for (const [paths, slugs] of [
    [
      ['/api/articles/', '/api/tags/'],
      ['articles', 'tags'],
    ],
    [
      ['/api/v1/articles/', '/api/v2/articles/'],
      ['v1-articles', 'v2-articles'],
    ],
    [
      ['/articles/', '/own/articles/'],
      ['articles', 'own-articles'],
    ],
    [
      ['/api/{version}/articles/', '/'],
      ['articles', 'note'],
    ],
    [
      ['/a/b/', '/a-b/', '/b/'],
      ['a-b', 'a-b-2', 'b'],
    ],
  ] as const) {
    assert.deepEqual(slugsOf(paths.map(path => ({ name: 'Note', path }))), slugs)
  }
})
