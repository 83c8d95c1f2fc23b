import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from './random.ts'

const ids = Array.from({ length: 2000 }, () => systemRandom.uuidHex())

test('ids are random UUIDs in hex, as Python writes them', () => {
  for (const id of ids) assert.match(id, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
})

test('no id comes twice, also where a new pool is drawn', () => {
  assert.equal(new Set(ids).size, ids.length)
})

test('every free digit takes every value', () => {
  for (let digit = 0; digit < 32; digit += 1) {
    const expected = digit === 12 ? 1 : digit === 16 ? 4 : 16
    assert.equal(new Set(ids.map(id => id[digit])).size, expected, `digit ${digit}`)
  }
})
