import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rememberFew } from './remember-few.ts'

function counted(bounds?: { entries?: number; longest?: number }) {
  const asked: string[] = []
  const measure = rememberFew(text => {
    asked.push(text)
    return text.length
  }, bounds)
  return { asked, measure }
}

test('a text is computed once, however often it comes', () => {
  const { asked, measure } = counted()
  assert.deepEqual([measure('ab'), measure('ab'), measure('abc'), measure('ab')], [2, 2, 3, 2])
  assert.deepEqual(asked, ['ab', 'abc'])
})

test('a long text is computed each time, and takes no place', () => {
  const { asked, measure } = counted({ longest: 3 })
  for (const text of ['abcd', 'abcd', 'abc', 'abc']) measure(text)
  assert.deepEqual(asked, ['abcd', 'abcd', 'abc'])
})

test('a flood of texts is forgotten, and what comes again is right all the same', () => {
  const { asked, measure } = counted({ entries: 2 })
  assert.deepEqual(['a', 'bb', 'ccc', 'a', 'a'].map(measure), [1, 2, 3, 1, 1])
  assert.deepEqual(asked, ['a', 'bb', 'ccc', 'a'])
})

test('what throws is not remembered', () => {
  let times = 0
  const fail = rememberFew((): number => {
    times += 1
    throw new Error('no')
  })
  assert.throws(() => fail('a'))
  assert.throws(() => fail('a'))
  assert.equal(times, 2)
})
