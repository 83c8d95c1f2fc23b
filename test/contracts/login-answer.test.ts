/** The `user` of login, registration and profile has the documented members: those, all of them, and no others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAuth } from '../../src/testing/test-auth.ts'
import { findMisfit, follow } from './fits-schema.ts'

type Schema = Readonly<Record<string, unknown>>

const password = 'SecurePass123!'

for (const accounts of ['email', 'username'] as const) {
  for (const compat of [undefined, 'simplejwt'] as const) {
    test(`documented and answered members are the same: accounts by ${accounts}, ${compat ?? 'defaults'}`, async t => {
      const auth = await createTestAuth({ accounts, ...(compat === undefined ? {} : { compat }) })
      t.after(() => auth.close())
      const document = (await auth.request('GET', '/openapi.json')).json
      const user = { email: 'a@example.com', ...(accounts === 'username' ? { username: 'alice' } : {}) }
      const login = { [accounts]: accounts === 'email' ? user.email : 'alice', password }
      const registered = await auth.request('POST', '/api/auth/register/', {
        json: { ...user, password, password_confirm: password },
      })
      const entered = await auth.request('POST', '/api/auth/login/', { json: login })
      const token = entered.json.access
      const calls = [
        ['POST', '/api/auth/register/', registered],
        ['POST', '/api/auth/login/', entered],
        ['POST', '/api/auth/cookie/login/', await auth.request('POST', '/api/auth/cookie/login/', { json: login })],
        ['GET', '/api/auth/profile/', await auth.request('GET', '/api/auth/profile/', { token })],
        ['PATCH', '/api/auth/profile/', await auth.request('PATCH', '/api/auth/profile/', { token, json: {} })],
      ] as const
      for (const [method, path, { status, json }] of calls) {
        const response = document.paths[path][method.toLowerCase()].responses[status]
        const schema: Schema = response.content['application/json'].schema
        assert.equal(findMisfit(document, schema, json), undefined, path)
        assert.deepEqual(findDifferences(document, schema, json, path), [])
      }
    })
  }
}

/** Members that are answered and not documented, or always answered and not required. */
function findDifferences(document: Schema, schema: Schema, value: unknown, at: string): string[] {
  const { $ref } = schema
  if (typeof $ref === 'string') return findDifferences(document, follow(document, $ref), value, at)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  const known = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  const required = (schema.required ?? []) as readonly string[]
  const untold = Object.keys(known).filter(name => !Object.hasOwn(value, name) && name !== 'tokens')
  const faults = untold.map(name => `${at}/${name} is documented and not answered`)
  const told = Object.entries(value).flatMap(([name, member]) => {
    const here = `${at}/${name}`
    if (known[name] === undefined) return [`${here} is not documented`]
    // Whether a registration logs in is a setting of its own.
    const isTold = required.includes(name) || name === 'tokens'
    return [...(isTold ? [] : [`${here} is not required`]), ...findDifferences(document, known[name], member, here)]
  })
  return [...faults, ...told]
}
