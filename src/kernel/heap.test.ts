import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHeap } from './heap.ts'

/** Repeats, and has equal numbers among its first hundred. */
const numbers = Array.from({ length: 500 }, (_, index) => (index * 7919) % 97)

test('items come out in order, whatever the order in which they went in', () => {
  const heap = createHeap<number>((a, b) => a - b)
  for (const number of numbers) heap.push(number)
  assert.deepEqual(
    numbers.map(() => heap.pop()),
    numbers.toSorted((a, b) => a - b),
  )
  assert.equal(heap.pop(), undefined)
})

test('the smallest item is seen without being taken, also while others come and go', () => {
  const heap = createHeap<number>((a, b) => a - b)
  for (const number of [5, 3, 8]) heap.push(number)
  assert.deepEqual([heap.peek(), heap.peek(), heap.pop()], [3, 3, 3])
  heap.push(1)
  heap.push(9)
  assert.deepEqual([heap.pop(), heap.pop(), heap.pop(), heap.pop(), heap.peek()], [1, 5, 8, 9, undefined])
})
