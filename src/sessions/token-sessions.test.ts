import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createNeeds, noon, sign } from '../../test/vectors/needs.ts'
import { createVerifiedCache } from '../tokens/verified-cache.ts'
import { createTokenSessions } from './token-sessions.ts'

/** Tokens of one secret, and a store that counts how often it is asked. */
function createScene({ isKnown = true } = {}) {
  const needs = createNeeds()
  const scene = { lookUps: 0 }
  const sessions = createTokenSessions({
    async ownerOf() {
      scene.lookUps += 1
      return isKnown ? { userId: 1, hasEnded: false } : undefined
    },
  })
  const cache = createVerifiedCache(needs)
  const text = (sid: string) => sign(needs, { exp: noon + 300, jti: sid, sid })
  return Object.assign(scene, { sessions, cache, text })
}

test('a session is looked up until its token is cached, and then no more', async () => {
  for (const isKnown of [true, false]) {
    const scene = createScene({ isKnown })
    const text = scene.text('a')
    const found = []
    for (let sighting = 0; sighting < 4; sighting += 1) found.push(await scene.sessions.find(scene.cache.read(text)))
    assert.equal(scene.lookUps, 2)
    assert.deepEqual(found, Array(4).fill(isKnown ? { sid: 'a', userId: 1, hasEnded: false } : undefined))
  }
})

test('what is known of one token is not known of another', async () => {
  const scene = createScene()
  for (const sid of ['a', 'b', 'a', 'b']) await scene.sessions.find(scene.cache.read(scene.text(sid)))
  const [a, b] = ['a', 'b'].map(sid => scene.sessions.find(scene.cache.read(scene.text(sid))))
  assert.deepEqual([(await a)?.sid, (await b)?.sid, scene.lookUps], ['a', 'b', 4])
})

test('a token without a session is looked up nowhere', async () => {
  const scene = createScene()
  assert.equal(await scene.sessions.find({ exp: noon }), undefined)
  assert.equal(scene.lookUps, 0)
})
