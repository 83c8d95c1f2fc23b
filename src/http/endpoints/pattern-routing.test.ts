import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from './endpoint.ts'
import { createRoutes, findRoute, type RoutingSettings } from './routing.ts'

const settings: RoutingSettings = { trailingSlash: 'optional', unknownPath: 'json' }

function endpoint(...paths: readonly string[]): Endpoint {
  return { name: paths.join(), description: '', paths, authentication: 'none', permissions: [], methods: {} }
}

function find(routes: ReturnType<typeof createRoutes>, path: string, more: Partial<RoutingSettings> = {}) {
  const incoming = { method: 'GET', path, query: '', header: () => undefined, remoteAddress: '' }
  return findRoute(routes, { ...incoming, body: async () => new Uint8Array() }, { ...settings, ...more })
}

test('an exact path wins over a pattern, whichever row came first', () => {
  const routes = createRoutes([], [endpoint('/api/items/{id}/'), endpoint('/api/items/all/')])
  const named = ['/api/items/all/', '/api/items/7/'].map(path => {
    const route = find(routes, path)
    return route.kind === 'endpoint' ? [route.endpoint.name, route.params] : route.kind
  })
  assert.deepEqual(named, [
    ['/api/items/all/', {}],
    ['/api/items/{id}/', { id: '7' }],
  ])
})

test('of two patterns that fit, the one with the earlier literal is meant', () => {
  const routes = createRoutes([], [endpoint('/api/{kind}/new/'), endpoint('/api/items/{id}/')])
  const route = find(routes, '/api/items/new')
  assert.equal(route.kind === 'endpoint' && route.endpoint.name, '/api/items/{id}/')
})

test("an application's pattern takes the place of a built-in one, whatever its parameter is called", () => {
  const routes = createRoutes([endpoint('/api/items/{pk}/')], [endpoint('/api/items/{id}/')])
  assert.deepEqual(routes.paths, ['/api/items/{pk}/'])
  assert.throws(() => createRoutes([endpoint('/a/{x}/'), endpoint('/a/{y}/')]), /two endpoints at/)
})

test('a redirect to a pattern cannot leave the host', () => {
  const routes = createRoutes([endpoint('/{page}/')])
  const route = find(routes, '/\\evil.com', { trailingSlash: 'redirect' })
  assert.ok(route.kind === 'page')
  assert.equal(new Headers(route.page.headers.map(([name, value]) => [name, value])).get('location'), '/%5Cevil.com/')
})
