import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPlace, runCommand } from '../../../test/cli/in-process.ts'
import { createKeyring } from '../../keys/keyring.ts'
import { encodeCompact } from '../../tokens/codec.ts'

test('token inspect says in words when a token expires', async t => {
  const place = openPlace(t)
  const { signing } = createKeyring({ algorithm: 'HS256', signingKey: place.env.SECRET_KEY ?? '' })
  const exp = Math.floor(Date.now() / 1000) + 3600
  const token = encodeCompact({ token_type: 'access', exp, iat: 1, jti: 'a', user_id: '7' }, signing)
  const { code, stdout } = await runCommand(`latchkey token inspect ${token}`, place)
  assert.equal(code, 0)
  assert.match(stdout, /exp +\d+ +(1 hour|59 minutes)/)
})
