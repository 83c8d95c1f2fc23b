import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { jwtVerify } from 'jose'
import { resolveSettings } from '../../settings.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { appleSecret } from './apple-secret.ts'

test('Apple’s client secret is a signed JWT, valid for five minutes', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = String(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const values = {
    secretKey: 'a secret that tests share, and that protects nothing at all',
    publicUrl: 'https://app.example.com',
    social: { apple: { clientId: 'com.example.app', teamId: 'TEAM', keyId: 'KEY', privateKey: pem } },
  }
  const { apple } = resolveSettings([{ source: 'test', values }]).social
  const clock = createFakeClock()
  const text = appleSecret(apple ?? assert.fail(), clock)
  const { payload, protectedHeader } = await jwtVerify(text, publicKey, {
    issuer: 'TEAM',
    subject: 'com.example.app',
    audience: 'https://appleid.apple.com',
    currentDate: new Date(clock.now()),
  })
  assert.deepEqual([protectedHeader.alg, protectedHeader.kid], ['ES256', 'KEY'])
  assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), 300)
})
