import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '../endpoints/endpoint.ts'
import { allowedMethods } from './allowed-methods.ts'

const row = (methods: readonly string[], more: object = {}) =>
  allowedMethods({ methods: Object.fromEntries(methods.map(name => [name, {}])), ...more } as Endpoint)

test('methods are listed in DRF’s order, GET brings HEAD, and OPTIONS is always there', () => {
  assert.deepEqual(row(['DELETE', 'GET', 'PATCH']), ['GET', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
  assert.deepEqual(row(['POST']), ['POST', 'OPTIONS'])
})

test('a row may say that it has no HEAD', () => {
  assert.deepEqual(row(['GET'], { hasHead: false }), ['GET', 'OPTIONS'])
})
