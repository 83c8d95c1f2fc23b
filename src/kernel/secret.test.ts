import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from './secret.ts'

const text = 'correct horse battery staple'
const secret = new Secret(text)

const prints: Readonly<Record<string, () => string>> = {
  'as text': () => `${secret}`,
  'joined to text': () => `key: ${String(secret)}`,
  'as JSON': () => JSON.stringify({ secret }),
  inspected: () => inspect({ secret }, { showHidden: true, depth: 5 }),
  formatted: () => format('%s %o %O %j', secret, secret, secret, secret),
  'by its members': () => JSON.stringify(Object.entries(secret)) + Reflect.ownKeys(secret).join(),
  'as a copy': () => JSON.stringify({ ...secret }) + inspect(structuredClone({ ...secret })),
}

for (const [name, print] of Object.entries(prints)) {
  test(`a secret ${name} is not revealed`, () => assert.doesNotMatch(print(), /horse/))
}

test('a secret prints as [secret]', () => {
  assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}')
})

test('reveal returns the secret', () => {
  assert.equal(secret.reveal(), text)
})
