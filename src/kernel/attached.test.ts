import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createAttached } from './attached.ts'

test('a value is kept with its object, also if that is frozen, and a later one takes its place', () => {
  for (const object of [{}, Object.freeze({}), new Request('https://example.com/'), new Proxy({}, {})]) {
    const attached = createAttached<string | undefined>('a secret')
    assert.deepEqual([attached.has(object), attached.get(object)], [false, undefined])
    attached.set(object, 'first')
    attached.set(object, 'second')
    assert.deepEqual([attached.has(object), attached.get(object)], [true, 'second'])
    attached.set(object, undefined)
    assert.deepEqual([attached.has(object), attached.get(object)], [true, undefined])
  }
})

test('two of them do not see the values of each other, and neither do copies and heirs of the object', () => {
  const object = { a: 1 }
  const attached = createAttached<string>('a secret')
  attached.set(object, 'value')
  assert.equal(createAttached<string>('a secret').has(object), false)
  for (const other of [{ ...object }, structuredClone(object), Object.create(object)]) {
    assert.deepEqual([attached.has(other), attached.get(other)], [false, undefined])
  }
})

test('nothing lists or prints the value', () => {
  const object = { a: 1 }
  createAttached<string>('hidden').set(object, 'secret')
  assert.deepEqual([Object.keys(object), JSON.stringify(object), inspect(object)], [['a'], '{"a":1}', '{ a: 1 }'])
  assert.deepEqual(object, { a: 1 })
})
