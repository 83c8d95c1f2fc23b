import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../testing/test-auth.ts'

const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const tokenClaims = ({ firstName }: { readonly firstName: string }) => ({ first_name: firstName })

for (const renewClaims of [true, false]) {
  const [what, expected] = renewClaims ? ['asks the claims anew', 'Alicia'] : ['keeps the claims of the login', '']
  test(`renewClaims ${renewClaims}: a refresh ${what}`, async t => {
    const auth = await createTestAuth({ tokenClaims, renewClaims })
    t.after(() => auth.close())
    await auth.register('alice@example.com')
    const pair = await auth.login('alice@example.com')
    await auth.request('PATCH', '/api/auth/profile/', { token: pair.access, json: { first_name: 'Alicia' } })
    const { json } = await auth.refresh(pair.refresh)
    assert.equal(claimsIn(json.access).first_name, expected)
    assert.equal(claimsIn(json.refresh).first_name, expected)
    assert.equal(claimsIn(json.access).sid, claimsIn(pair.access).sid)
  })
}

test('renewClaims without claims to renew does not start', async () => {
  await assert.rejects(createTestAuth({ renewClaims: true }), /renewClaims.*has no effect without tokenClaims/s)
})

test('claims that decide whether a token is good are not renewed by the application', async t => {
  let claims: Record<string, unknown> = {}
  const auth = await createTestAuth({ tokenClaims: () => claims, renewClaims: true })
  t.after(() => auth.close())
  await auth.register('alice@example.com')
  const pair = await auth.login('alice@example.com')
  for (const name of ['exp', 'user_id', 'jti', 'sid', 'token_type']) {
    claims = { [name]: '7' }
    assert.equal((await auth.refresh(pair.refresh)).status, 500, name)
  }
  claims = {}
  assert.equal((await auth.refresh(pair.refresh)).status, 200)
})
