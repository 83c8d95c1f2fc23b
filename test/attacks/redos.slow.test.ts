/**
 * ReDoS (requirements 26 and 27): texts on which a careless pattern or parser backtracks. A hundred thousand characters
 * take milliseconds in linear time, and many seconds in quadratic time.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { isValidEmail } from '../../src/users/email.ts'

const count = 100_000
const patience = 1500

const texts: Readonly<Record<string, string>> = {
  'blanks in the middle': `a${' '.repeat(count)}b`,
  'line breaks in the middle': `a${'\n'.repeat(count)}b`,
  'separators of files': `a${'\x1c'.repeat(count)}b`,
  'blanks at both ends': `${' '.repeat(count)}b${' '.repeat(count)}`,
  dots: '.'.repeat(count),
  'at signs': '@'.repeat(count),
  'labels of a domain': `a@${'a.'.repeat(count / 2)}`,
  'an address literal': `a@[${':'.repeat(count)}]`,
  quotes: `${'"'.repeat(count)}@example.com`,
  'combining marks': `e${'\u0301'.repeat(count)}`,
  'jamo to compose': '\u1100\u1161'.repeat(count / 2),
  'ligatures that unfold': '\ufdfa'.repeat(count / 4),
  'fractions of zeros': `${'.0'.repeat(count / 2)}x`,
  'heads of tokens': 'eyJ'.repeat(count / 3),
  'parts of tokens': `eyJhbGciOiJIUzI1NiJ9${'.'.repeat(count)}!`,
}

const endpoints: readonly (readonly [method: string, path: string, members: readonly string[]])[] = [
  ['POST', '/api/auth/register/', ['email', 'username', 'password', 'first_name']],
  ['POST', '/api/auth/login/', ['email', 'username', 'password']],
  ['POST', '/api/auth/cookie/login/', ['email', 'username', 'password']],
  ['POST', '/api/token/refresh/', ['refresh']],
  ['POST', '/api/token/verify/', ['token']],
  ['PATCH', '/api/auth/profile/', ['email', 'username', 'first_name']],
  ['POST', '/api/auth/password/change/', ['old_password', 'new_password']],
]

const whole = {
  email: 'eve@example.com',
  username: 'eve',
  password: 'SecurePass123!',
  password_confirm: 'SecurePass123!',
  new_password: 'Another-Pass-77',
  new_password_confirm: 'Another-Pass-77',
}

for (const accounts of ['email', 'username'] as const) {
  for (const [name, text] of Object.entries(texts)) {
    test(`${accounts} accounts: ${name} are read in linear time by every endpoint (ReDoS)`, async () => {
      const auth = await createTestAuth({ accounts })
      await auth.request('POST', '/api/auth/register/', { json: whole })
      const { access } = (await auth.request('POST', '/api/token/', { json: whole })).json
      for (const [method, path, members] of endpoints) {
        const token = path.includes('/profile/') || path.includes('/change/') ? access : undefined
        for (const member of members) {
          const began = performance.now()
          const { status } = await auth.request(method, path, { json: { ...whole, [member]: text }, token })
          assert.ok(performance.now() - began < patience, `${path} ${member}`)
          assert.ok(status < 500, `${path} ${member}: ${status}`)
        }
      }
    })
  }
}

const bodies: Readonly<Record<string, string>> = {
  brackets: '['.repeat(count),
  'pairs of brackets': `[${'[],'.repeat(count / 3)}[]]`,
  backslashes: `"${'\\'.repeat(count)}`,
  blanks: `${' '.repeat(count)}x`,
  digits: '9'.repeat(count),
  'one member again and again': `{${'"a":1,'.repeat(count / 6)}"a":1}`,
  ampersands: '&'.repeat(count),
  boundaries: '--x'.repeat(count / 3),
  'a header of blanks': `--x\r\ncontent-disposition${' '.repeat(count)}x\r\n\r\n\r\n--x--`,
  'a header of parameters': `--x\r\ncontent-disposition: form-data${';'.repeat(count)}\r\n\r\n\r\n--x--\r\n`,
}

for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
  test(`${type}: a body that repeats one thing is refused in linear time (ReDoS)`, async () => {
    const auth = await createTestAuth()
    for (const [name, body] of Object.entries(bodies)) {
      const began = performance.now()
      const { status } = await auth.request('POST', '/api/auth/login/', { body, headers: { 'content-type': type } })
      assert.ok(performance.now() - began < patience, name)
      assert.equal(status, 400, name)
    }
  })
}

test('an address of two megabytes is checked in linear time (ReDoS)', () => {
  const began = performance.now()
  isValidEmail(`${'a.'.repeat(500_000)}@${'a-'.repeat(500_000)}`)
  assert.ok(performance.now() - began < patience)
})

test('ten thousand cookies are read in linear time (ReDoS)', async () => {
  const auth = await createTestAuth()
  const cookies = [
    `access_token=${'a'.repeat(1_000_000)}; refresh_token=${'b'.repeat(1_000_000)}`,
    'access_token=a;'.repeat(10_000) + 'refresh_token=b;'.repeat(10_000),
    Array.from({ length: 10_000 }, (_, at) => `refresh_token=${at}`).join('; '),
  ]
  for (const cookie of cookies) {
    const began = performance.now()
    await auth.request('POST', '/api/auth/cookie/refresh/', { headers: { cookie } })
    assert.ok(performance.now() - began < patience)
  }
})
