import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MintedToken } from '../tokens/minted-token.ts'
import { tokensUntil } from './tokens-until.ts'

const pair = { access: { exp: 1000 } as MintedToken, refresh: { exp: 5000 } as MintedToken }
const settings = { accessTokenLifetime: 300, leeway: 10 }

test('with rotation each refresh is written down, so the access token at hand is the last', () => {
  assert.equal(tokensUntil({ ...settings, rotateRefreshTokens: true }, pair), 1_011_000)
})

test('without rotation the last access token may be made in the last second of the refresh token', () => {
  assert.equal(tokensUntil({ ...settings, rotateRefreshTokens: false }, pair), 5_311_000)
})
