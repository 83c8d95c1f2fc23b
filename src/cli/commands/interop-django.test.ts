import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'

test('a shared key comes from the environment on both sides, and is not printed', async t => {
  const place = openPlace(t)
  const secret = '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa'
  const { code, stdout: out } = await runCommand('latchkey interop django', {
    ...place,
    env: { ...place.env, SECRET_KEY: secret },
  })
  assert.equal(code, 0)
  assert.match(out, /"ALGORITHM": "HS256",\n.*\n.*"SIGNING_KEY": os\.environ\["LATCHKEY_SIGNING_KEY"\]/)
  assert.match(out, /signingKey: process\.env\.LATCHKEY_SIGNING_KEY/)
  assert.doesNotMatch(out, new RegExp(secret))
})

test('with a key pair Django reads the published keys, and asks for the issuer and the audience', async t => {
  const place = openPlace(t)
  const config = { algorithm: 'RS256', signingKey: 'a private key', issuer: 'https://id.example.com', audience: 'shop' }
  const more = { apiUrl: 'https://id.example.com', userIdClaim: 'sub' }
  writeFileSync(
    join(place.folder, 'latchkey.config.mjs'),
    `export default ${JSON.stringify({ ...config, ...more, secretKey: '3b0e57a1c0e94a4f8d0b6b8f7d1c2a9e55aa' })}`,
  )
  const { stdout: out } = await runCommand('latchkey interop django --json', place)
  const { django } = JSON.parse(out)
  assert.match(django, /"JWK_URL": "https:\/\/id\.example\.com\/\.well-known\/jwks\.json"/)
  assert.match(django, /"USER_ID_CLAIM": "sub"/)
  assert.match(django, /"ISSUER": "https:\/\/id\.example\.com",\n {4}"AUDIENCE": "shop"/)
})
