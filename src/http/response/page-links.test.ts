import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageLink } from './page-links.ts'

test('a link to another page is at the host and below the base path that the client sees', () => {
  const incoming = {
    path: '/api/notes/',
    query: 'search=a&page=2',
    header: () => 'app.example.com',
    scheme: 'https',
  } as const
  assert.equal(pageLink(incoming, 3), 'https://app.example.com/api/notes/?page=3&search=a')
  assert.equal(
    pageLink({ ...incoming, basePath: '/gate/app' }, 1),
    'https://app.example.com/gate/app/api/notes/?search=a',
  )
})
