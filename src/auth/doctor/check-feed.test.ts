import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateKeyPair } from '../../keys/generate.ts'
import type { Config } from '../../settings/settings.ts'
import { resolveSettings } from '../../settings.ts'
import { checkFeed } from './check-feed.ts'

const secretKey = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
const feed = { revocationFeedTokens: 'n0-service-but-this-one-knows-it' }
const pair = { algorithm: 'ES256', signingKey: generateKeyPair('ES256').privatePem } as const

const found = (values: Config) =>
  checkFeed(resolveSettings([{ source: 'test', values: { secretKey, ...values } }])).map(({ what }) => what)

test('a feed that says what services need is healthy, and one that is off is no one’s business', () => {
  for (const good of [{ ...pair }, feed, { ...feed, ...pair, keyId: '2026-11' }, { compat: 'simplejwt' } as const]) {
    assert.deepEqual(found(good), [])
  }
})

test('a feed without revocations, without the name of its key, or without users is told', () => {
  assert.match(found({ ...feed, compat: 'simplejwt' })[0] ?? '', /a logout leaves access tokens valid/)
  assert.match(found({ ...feed, ...pair })[0] ?? '', /has no kid/)
  assert.match(found({ ...feed, userIdField: 'email' })[0] ?? '', /tokens without a session/)
})
