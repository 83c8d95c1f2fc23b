import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createSieve } from './sieve.ts'

test('there are never more entries than the maximum, and the oldest that was not used goes first', () => {
  const sieve = createSieve<number>(2)
  for (const [index, key] of ['a', 'b', 'c'].entries()) sieve.set(key, index)
  assert.deepEqual([sieve.size(), sieve.get('a'), sieve.get('b'), sieve.get('c')], [2, undefined, 1, 2])
})

test('an entry that is used survives a thousand that are used once', () => {
  const sieve = createSieve<string>(10)
  sieve.set('hot', 'kept')
  for (let index = 0; index < 1000; index += 1) {
    assert.equal(sieve.get('hot'), 'kept')
    sieve.set(`once ${index}`, 'once')
  }
  assert.equal(sieve.size(), 10)
})

test('an entry that is used no longer is evicted when others are', () => {
  const sieve = createSieve<string>(10)
  sieve.set('old', 'kept')
  assert.equal(sieve.get('old'), 'kept')
  for (let index = 0; index < 20; index += 1) {
    sieve.set(`new ${index}`, 'new')
    sieve.get(`new ${index}`)
  }
  assert.equal(sieve.get('old'), undefined)
})

test('a full map of used entries takes a new one', () => {
  const sieve = createSieve<number>(3)
  for (const key of ['a', 'b', 'c']) sieve.set(key, 1)
  for (const key of ['a', 'b', 'c']) sieve.get(key)
  sieve.set('d', 2)
  assert.deepEqual([sieve.size(), sieve.get('d')], [3, 2])
})

test('the hand goes on after deletions, replacements and being emptied', () => {
  const sieve = createSieve<number>(2)
  for (let index = 0; index < 100; index += 1) {
    sieve.set(`a${index}`, index)
    sieve.set(`b${index}`, index)
    sieve.set(`b${index}`, -index)
    assert.equal(sieve.get(`b${index}`), -index)
    if (index % 3 === 0) sieve.delete(`a${index}`)
    if (index % 5 === 0) sieve.delete(`b${index}`)
    assert.ok(sieve.size() <= 2)
  }
})

test('a map for no entries keeps none', () => {
  const sieve = createSieve<number>(0)
  sieve.set('a', 1)
  assert.deepEqual([sieve.size(), sieve.get('a')], [0, undefined])
})

test('what was deleted is no longer in memory, though nothing was ever evicted', async () => {
  const sieve = createSieve<object>(10_000)
  const deleted: WeakRef<object>[] = []
  for (let index = 0; index < 1000; index += 1) {
    const value = {}
    deleted.push(new WeakRef(value))
    sieve.set(`${index}`, value)
    sieve.delete(`${index}`)
  }
  // A WeakRef holds its value until the job that made it has ended.
  await new Promise(setImmediate)
  collectGarbage()
  assert.ok(deleted.filter(value => value.deref() !== undefined).length < 10)
})

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
