import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incoming } from '../request/message.ts'
import type { Endpoint } from './endpoint.ts'
import { createRoutes, findRoute, type RoutingSettings } from './routing.ts'

const about = { name: 'Here', description: '', authentication: 'none', permissions: [], methods: {} } as const
const here: Endpoint = { ...about, paths: ['/api/here/'] }
const routes = createRoutes([here])
const standard: RoutingSettings = { trailingSlash: 'optional', unknownPath: 'json' }
const asDjango: RoutingSettings = { trailingSlash: 'redirect', unknownPath: 'html' }

function find(path: string, settings: RoutingSettings, query = '') {
  const incoming: Incoming = {
    method: 'GET',
    path,
    query,
    remoteAddress: '192.0.2.1',
    header: () => undefined,
    body: async () => new Uint8Array(),
  }
  return findRoute(routes, incoming, settings)
}

test('a path leads to its endpoint, with its slash and without', () => {
  for (const path of ['/api/here/', '/api/here']) {
    const route = find(path, standard)
    assert.deepEqual([route.kind, route.kind === 'endpoint' && route.endpoint], ['endpoint', here], path)
  }
})

test('where Django is followed, a path without its slash is redirected to the path of the table', () => {
  for (const [query, location] of [
    ['', '/api/here/'],
    ['a=1&b=%2F', '/api/here/?a=1&b=%2F'],
  ] as const) {
    const route = find('/api/here', asDjango, query)
    assert.ok(route.kind === 'page')
    assert.equal(route.page.status, 301)
    assert.equal(new Headers(route.page.headers.map(([name, value]) => [name, value])).get('location'), location)
  }
})

test('unknown paths are 404: a problem, or a page that repeats nothing of the request', () => {
  for (const path of ['/', '', '/api/here/more/', '//api/here/', '/api//here/', '/api/HERE/', '//evil.example', '*']) {
    assert.throws(() => find(path, standard), { code: 'not_found', status: 404 }, path)
    const route = find(path, asDjango)
    assert.ok(route.kind === 'page' && route.page.status === 404, path)
    assert.ok(!route.page.body.includes('evil'))
  }
})

test('two endpoints at one path are a mistake of the table', () => {
  assert.throws(() => createRoutes([here, { ...here, name: 'There' }]), /two endpoints at \/api\/here\//)
})
