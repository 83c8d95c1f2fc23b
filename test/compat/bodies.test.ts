/** The recorded requests without a server: parsers and fields must give the reference's messages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { charField } from '../../src/fields/char-field.ts'
import { emailField } from '../../src/fields/email-field.ts'
import type { ParsedBody } from '../../src/fields/parsed-body.ts'
import { type Fields, type FieldsSchema, readFields } from '../../src/fields/read-fields.ts'
import { parseBody } from '../../src/http/request/parsers/body.ts'
import { AuthError } from '../../src/problems.ts'
import { createContext, fill, MissingValue } from './context.ts'
import { isObject } from './json.ts'
import { loadFixture, loadScenarios, type Request, type Step } from './scenario.ts'
import { encodeBody } from './send.ts'

const profiles = ['main', 'variants', 'variants_norotate', 'sliding']
const context = createContext('http://127.0.0.1', 'unused', loadFixture())

function stepsOf(profile: string): readonly Step[] {
  return loadScenarios(profile).flatMap(({ scenario }) => scenario.steps)
}

/** The parsed body of the request, or `undefined` if it needs values from a server. */
function parseRecorded({
  json,
  form,
  multipart,
  raw,
  raw_b64,
  headers,
  method,
  path,
}: Request): ParsedBody | undefined {
  const parts = { json, form, multipart, raw, raw_b64 }
  const present = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined))
  let filled: Request
  try {
    filled = fill(context, { ...present, method, path }) as Request
  } catch (error) {
    if (error instanceof MissingValue) return undefined
    throw error
  }
  const { body, type } = encodeBody(filled)
  const own = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')
  return parseBody(body ?? new Uint8Array(), own === undefined ? type : (own[1] ?? undefined))
}

const refusedBody =
  /^(Unsupported media type|JSON parse error|Multipart form parse error)|^Invalid data\.|^No data provided/

function isRefusedBody({ expect }: Step): boolean {
  if (!isObject(expect.body)) return false
  const { detail, non_field_errors: errors } = expect.body
  const sentence = typeof detail === 'string' ? detail : Array.isArray(errors) ? errors[0] : ''
  return refusedBody.test(String(sentence))
}

test('every body that the reference could not parse is refused with the same message', () => {
  let count = 0
  for (const step of profiles.flatMap(stepsOf).filter(isRefusedBody)) {
    count += 1
    const refuse = () => readFields(z.object({}), parseRecorded(step.request) ?? assert.fail('not filled in'))
    assert.throws(refuse, (error: unknown) => {
      assert.ok(error instanceof AuthError, `${step.name}: ${String(error)}`)
      assert.deepEqual([error.status, error.body], [step.expect.status, step.expect.body], step.name)
      return true
    })
  }
  assert.ok(count > 100, `${count} steps`)
})

test('every body that the reference accepted is parsed', () => {
  const taken = profiles.flatMap(stepsOf).filter(isTaken)
  const parsed = taken.filter(step => parseRecorded(step.request) !== undefined)
  assert.ok(parsed.length > 200, `${parsed.length} steps`)
})

/** A view that does not read its body does not parse it: token-test accepts anything. */
function isTaken({ request, expect }: Step): boolean {
  return expect.status < 300 && request.method !== 'GET' && !request.path.endsWith('/token-test/')
}

const register = z.object({
  email: emailField({ maxLength: 255 }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  last_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  password: charField({ writeOnly: true }),
  password_confirm: charField({ writeOnly: true }),
})
const register3 = z.object({
  username: charField({ maxLength: 150 }),
  email: emailField({ required: false, allowBlank: true, maxLength: 254 }),
  password: charField({ writeOnly: true, minLength: 8 }),
  password_confirm: charField({ writeOnly: true }),
  first_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
  last_name: charField({ required: false, allowBlank: true, maxLength: 150 }),
})
const { password, password_confirm, ...names } = register.shape
const profile = z.object(names)
const login = z.object({ email: charField(), password: charField({ writeOnly: true }) })
const change = z.object({ old_password: charField(), new_password: charField(), new_password_confirm: charField() })
const obtain = z.object({ username: charField(), password: charField() })

/** Messages about accounts, policies and comparisons, which do not come from fields. */
const otherMessages =
  /already exists|^This password is|do not match|didn't match|is incorrect|valid username|too similar/

interface Endpoint {
  readonly profile: string
  readonly path: string
  readonly schema: FieldsSchema
  readonly atLeast: number
}

const endpoints: readonly Endpoint[] = [
  { profile: 'main', path: '/api/auth/register/', schema: register, atLeast: 60 },
  { profile: 'main', path: '/api/auth/profile/', schema: profile, atLeast: 20 },
  { profile: 'main', path: '/api/auth/login/', schema: login, atLeast: 30 },
  { profile: 'main', path: '/api/auth/password/change/', schema: change, atLeast: 15 },
  { profile: 'variants', path: '/api/auth/register/', schema: register3, atLeast: 20 },
  { profile: 'variants', path: '/api/token/', schema: obtain, atLeast: 20 },
]

for (const { profile, path, schema, atLeast } of endpoints) {
  test(`the fields of ${path} in ${profile} answer as recorded`, () => {
    let count = 0
    for (const step of stepsOf(profile).filter(each => each.request.path === path && isAboutFields(each))) {
      const fields = readRecorded(schema, step)
      if (fields === undefined) continue
      count += 1
      assert.deepEqual(fields.errors, fieldErrorsOf(step), step.name)
    }
    assert.ok(count >= atLeast, `${count} steps`)
  })
}

function isAboutFields(step: Step): boolean {
  if (!['POST', 'PUT', 'PATCH'].includes(step.request.method) || isRefusedBody(step)) return false
  const { status, body } = step.expect
  const knowsUser = isObject(body) && /^No active account/.test(String(body.detail))
  return status < 300 || (status === 401 && knowsUser) || (status === 400 && isObject(body) && !('detail' in body))
}

function readRecorded(schema: FieldsSchema, step: Step): Fields<unknown> | undefined {
  const body = parseRecorded(step.request)
  return body && readFields(schema, body, { partial: step.request.method === 'PATCH' })
}

function fieldErrorsOf({ expect }: Step): Readonly<Record<string, unknown>> {
  if (expect.status !== 400 || !isObject(expect.body)) return {}
  const own = Object.entries(expect.body).map(([name, messages]): [string, unknown[]] => {
    return [name, (messages as unknown[]).filter(message => !otherMessages.test(String(message)))]
  })
  return Object.fromEntries(own.filter(([, messages]) => messages.length > 0))
}
