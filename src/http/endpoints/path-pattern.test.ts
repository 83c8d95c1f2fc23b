import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePathPattern, shapeOf } from './path-pattern.ts'

const pattern = parsePathPattern('/api/shops/{shop}/items/{id}/')

test('a parameter is one whole segment, decoded', () => {
  assert.deepEqual(pattern.match('/api/shops/7/items/a%20b/'), { shop: '7', id: 'a b' })
  assert.deepEqual(pattern.match('/api/shops/7/items/%C3%A9/'), { shop: '7', id: 'é' })
})

test('a fixed segment that browsers encode matches encoded, and a plain one as it is written alone', () => {
  const menu = parsePathPattern('/api/cafés/our menu/{id}/')
  for (const path of ['/api/caf%C3%A9s/our%20menu/1/', '/api/caf%c3%a9s/our menu/1/']) {
    assert.deepEqual(menu.match(path), { id: '1' }, path)
  }
  assert.equal(menu.match('/%61pi/caf%C3%A9s/our%20menu/1/'), undefined)
  assert.equal(menu.fill({ id: '1' }), '/api/caf%C3%A9s/our%20menu/1/')
})

test('an empty segment, another length and another word do not match', () => {
  for (const path of [
    '/api/shops//items/1/',
    '/api/shops/7/items/1',
    '/api/shops/7/items/1/2/',
    '/api/shop/7/items/1/',
  ]) {
    assert.equal(pattern.match(path), undefined, path)
  }
})

test('what cannot be decoded, or hides a slash, matches nothing', () => {
  for (const id of ['%', '%zz', '%ff', 'a%2Fb']) assert.equal(pattern.match(`/api/shops/7/items/${id}/`), undefined, id)
})

test('the names of Object.prototype are ordinary values', () => {
  assert.deepEqual(pattern.match('/api/shops/__proto__/items/constructor/'), { shop: '__proto__', id: 'constructor' })
})

test('a filled pattern keeps every value in its segment', () => {
  assert.equal(pattern.fill({ shop: '\\evil.com', id: 'a/b?c' }), '/api/shops/%5Cevil.com/items/a%2Fb%3Fc/')
})

test('two patterns that differ in names alone have one shape', () => {
  assert.equal(shapeOf('/api/x/{id}/'), shapeOf('/api/x/{pk}/'))
  assert.notEqual(shapeOf('/api/x/{id}/'), shapeOf('/api/{x}/id/'))
})

test('half a segment, an odd name and a name used twice are mistakes', () => {
  for (const path of ['/a/x{id}/', '/a/{Id}/', '/a/{}/', '/a/{id}/{id}/']) {
    assert.throws(() => parsePathPattern(path), TypeError, path)
  }
})
