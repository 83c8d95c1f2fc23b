import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AuthError } from '../../problems.ts'
import { negotiate } from './negotiation.ts'

function outcome(accept: string | undefined, format?: string): unknown {
  try {
    return negotiate({
      header: () => accept,
      query: format === undefined ? '' : `format=${encodeURIComponent(format)}`,
    })
  } catch (error) {
    if (error instanceof AuthError) return error.status
    throw error
  }
}

test('a client that accepts JSON gets it, whatever the weights say', () => {
  const accepted = [
    undefined,
    '*/*',
    'application/json',
    'Application/JSON',
    'application/*',
    '*/json',
    'application/json;q=0',
    'text/plain;q=0.9, application/json;q=0.1',
    'application/xml, */*;q=0.1',
    'application/json; charset=utf-8; version=v1',
    '\u00a0application/json\u0085',
  ]
  for (const accept of accepted) assert.deepEqual(outcome(accept), {}, accept)
})

test('a browser gets the data', () => {
  assert.deepEqual(outcome('text/html'), {})
  assert.deepEqual(outcome('text/html,application/xhtml+xml,application/xml;q=0.9'), {})
  assert.deepEqual(outcome('text/*'), {})
})

test('a client that accepts neither is refused', () => {
  for (const accept of ['application/xml', 'text/plain', '', 'json', 'application/vnd.api+json', 'image/*, text/css']) {
    assert.equal(outcome(accept), 406, accept)
  }
})

test('indent is clamped to eight, and nonsense means compact', () => {
  const rows: [accept: string, expected: unknown][] = [
    ['application/json; indent=4', { indent: 4 }],
    ['application/json; INDENT="2"', { indent: 2 }],
    ['application/json; indent=99', { indent: 8 }],
    ['application/json; indent=0', {}],
    ['application/json; indent=-3', {}],
    ['application/json; indent=x', {}],
    ['*/*; indent=4', { indent: 4 }],
    ['*/*; indent=4, application/json', {}],
    ['application/json, application/json; indent=3', { indent: 3 }],
    ['text/html, application/json; indent=2; q=0.1', { indent: 2 }],
  ]
  for (const [accept, expected] of rows) assert.deepEqual(outcome(accept), expected, accept)
})

test('?format= names the representation', () => {
  assert.deepEqual(outcome('application/json', 'json'), {})
  assert.deepEqual(outcome('application/json; indent=4', ''), { indent: 4 })
  assert.equal(outcome('application/json', 'xml'), 404)
  assert.equal(outcome('application/xml', 'xml'), 404)
  assert.equal(outcome('application/json', 'JSON'), 404)
  assert.equal(outcome('text/html', 'json'), 406)
  assert.equal(outcome('application/json', 'api'), 406)
  assert.deepEqual(outcome('text/html', 'api'), {})
})
