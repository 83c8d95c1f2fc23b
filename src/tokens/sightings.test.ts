import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createSightings } from './sightings.ts'

const texts = (count: number) => Array.from({ length: count }, () => randomBytes(32).toString('base64url'))

test('a token is known when it comes again', () => {
  const isKnown = createSightings(1000)
  const tokens = texts(1000)
  assert.ok(tokens.filter(isKnown).length < 30)
  assert.equal(tokens.filter(isKnown).length, 1000)
})

test('it forgets, so that a flood of tokens does not make all of them known', () => {
  const isKnown = createSightings(1000)
  const mistaken = texts(100_000).filter(isKnown).length
  assert.ok(mistaken < 3000, `${mistaken} of 100,000 are taken for known`)
})

test('its memory is bounded for any number of entries', () => {
  const isKnown = createSightings(Number.POSITIVE_INFINITY)
  const [token = ''] = texts(1)
  assert.deepEqual([isKnown(token), isKnown(token)], [false, true])
})

test('it works for no entries, and for texts that are too short', () => {
  const isKnown = createSightings(0)
  for (const text of ['', 'a', 'ab']) assert.equal(typeof isKnown(text), 'boolean')
})
