/** Compares an answer with the recorded one. Key order does not matter, extra keys do; all differences are reported. */
import type { Context } from './context.ts'
import { type Cookie, parseCookie } from './cookies.ts'
import { dig, Float, isObject, type JsonObject, writeJson } from './json.ts'
import type { ExpectedCookie, Step, TokenShape } from './scenario.ts'
import { type Answer, headerValues, readJsonBody } from './send.ts'
import { decodeToken } from './tokens.ts'

export interface Difference {
  readonly at: string
  readonly expected: unknown
  readonly actual: unknown
}

const coreHeaders = [
  'content-type',
  'www-authenticate',
  'allow',
  'retry-after',
  'location',
  'set-cookie',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-allow-credentials',
  'access-control-max-age',
]
const strictHeaders = [
  'vary',
  'x-frame-options',
  'x-content-type-options',
  'referrer-policy',
  'cross-origin-opener-policy',
]
/** If the reference did not send one of these, it must not be sent. */
const absenceMatters: ReadonlySet<string> = new Set([
  'www-authenticate',
  'retry-after',
  'location',
  'set-cookie',
  'access-control-allow-origin',
  'access-control-allow-credentials',
])
const listHeaders: ReadonlySet<string> = new Set([
  'allow',
  'vary',
  'access-control-allow-methods',
  'access-control-allow-headers',
])

const placeholders: Readonly<Record<string, string>> = {
  '<jwt>': '[\\w-]+\\.[\\w-]+\\.[\\w-]+',
  '<int>': '\\d+',
  '<intstr>': '\\d+',
  '<hex32>': '[0-9a-f]{32}',
  '<datetime>': '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)',
  '<httpdate>': '[A-Z][a-z]{2}, \\d\\d[ -][A-Z][a-z]{2}[ -]\\d{4} \\d\\d:\\d\\d:\\d\\d GMT',
  '<text>': '[\\s\\S]*',
}

/** `strict` also compares Vary, the security headers, content type parameters and the text of JSON parse errors. */
export function compareAnswer(context: Context, step: Step, answer: Answer, strict = false): readonly Difference[] {
  const { expect } = step
  const exact = strict || (step.tags ?? []).includes('strict-headers')
  const status =
    answer.status === expect.status ? [] : [{ at: 'status', expected: expect.status, actual: answer.status }]
  const names = [...coreHeaders, ...(exact ? strictHeaders : [])]
  const headers = names.flatMap(name => compareHeader(context, step, answer, name, exact))
  return [...status, ...headers, ...compareBody(context, step, answer, exact)]
}

function compareHeader(
  context: Context,
  { expect }: Step,
  answer: Answer,
  name: string,
  exact: boolean,
): readonly Difference[] {
  const values = headerValues(answer, name)
  if (name === 'set-cookie') return compareCookies(context, expect.headers['set-cookie'] ?? [], values)
  const want = expect.headers[name]
  if (typeof want !== 'string') {
    return values.length > 0 && absenceMatters.has(name) ? [{ at: name, expected: '(absent)', actual: values }] : []
  }
  if (expect.body_kind === 'empty' && name === 'content-type') return []
  if (values.length === 0) return [{ at: name, expected: want, actual: '(missing)' }]
  const got = values.join(', ')
  const different = [{ at: name, expected: want, actual: got }]
  if (listHeaders.has(name)) return asSet(want) === asSet(got) ? [] : different
  if (name === 'content-type' && !exact) return mediaType(want) === mediaType(got) ? [] : different
  if (name === 'retry-after') return /^\d+$/.test(got) ? [] : different
  return compareValue(context, want, got, name)
}

function asSet(list: string): string {
  const items = list.split(',').map(item => item.trim().toLowerCase())
  return [...new Set(items)].sort().join()
}

function mediaType(header: string): string {
  return header.split(';')[0]?.toLowerCase() ?? ''
}

function compareBody(context: Context, { expect }: Step, answer: Answer, exact: boolean): readonly Difference[] {
  const text = () => answer.body.subarray(0, 300).toString('utf8')
  if (expect.body_kind === 'empty') {
    return answer.body.length === 0 ? [] : [{ at: 'body', expected: '(empty)', actual: text() }]
  }
  if (expect.body_kind !== 'json') return []
  let value: unknown
  try {
    value = readJsonBody(answer)
  } catch {
    return [{ at: 'body', expected: expect.body, actual: text() }]
  }
  // The text after the dash is CPython's, and differs between its versions.
  const loose = !exact && writeJson(expect.body).includes('JSON parse error - ')
  const want = loose ? { detail: 'JSON parse error - <text>' } : expect.body
  const tokens = Object.entries(expect.jwt ?? {}).flatMap(([path, shape]) =>
    compareTokenAt(context, shape, value, path),
  )
  return [...compareValue(context, want, value, 'body'), ...tokens]
}

function compareTokenAt(context: Context, shape: TokenShape, body: unknown, path: string): readonly Difference[] {
  let token: unknown
  try {
    token = dig(body, path)
  } catch {
    // Already reported as missing from the body.
    return []
  }
  return compareToken(context, shape, token, `jwt:${path}`)
}

function compareCookies(
  context: Context,
  expected: readonly ExpectedCookie[],
  lines: readonly string[],
): readonly Difference[] {
  const actual = lines.map(parseCookie).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const wanted = expected.map(cookie => cookie.name)
  const got = actual.map(cookie => cookie.name)
  if (wanted.join() !== got.join()) return [{ at: 'set-cookie', expected: wanted, actual: got }]
  return actual.flatMap((cookie, index) => {
    const want = expected[index]
    return want === undefined ? [] : compareCookie(context, want, cookie)
  })
}

function compareCookie(context: Context, want: ExpectedCookie, got: Cookie): readonly Difference[] {
  const at = `set-cookie.${want.name}`
  const value =
    want.value === '<jwt>' && want.jwt !== undefined
      ? compareToken(context, want.jwt, got.value, at)
      : compareValue(context, want.value, got.value, `${at}.value`)
  const wantAttributes = comparableAttributes(want.attributes)
  const gotAttributes = comparableAttributes(got.attributes)
  // One of the two is enough: Max-Age takes precedence over Expires (RFC 6265 section 5.3).
  if (!('expires' in gotAttributes) && 'max-age' in gotAttributes) delete wantAttributes.expires
  return [...value, ...compareValue(context, wantAttributes, gotAttributes, at)]
}

function comparableAttributes(attributes: Cookie['attributes']): Record<string, string | true> {
  const copy: Record<string, string | true> = { ...attributes }
  if (typeof copy.samesite === 'string') copy.samesite = copy.samesite.toLowerCase()
  if (copy['max-age'] === '0') delete copy.expires
  return copy
}

function compareToken(context: Context, shape: TokenShape, token: unknown, at: string): readonly Difference[] {
  let decoded: ReturnType<typeof decodeToken>
  try {
    decoded = decodeToken(token)
  } catch {
    return [{ at, expected: '<jwt>', actual: token }]
  }
  // A session id is allowed in addition to SimpleJWT's claims: clients ignore unknown claims.
  const { sid, ...claims } = decoded.payload
  const payload = sid === undefined || !('sid' in shape.payload) ? claims : decoded.payload
  return [
    ...compareValue(context, shape.header, decoded.header, `${at}.header`),
    ...compareValue(context, shape.payload, payload, `${at}.payload`),
    ...compareLifetime(shape.exp_minus_iat, payload, 'exp', at),
    ...compareLifetime(shape.refresh_exp_minus_iat, payload, 'refresh_exp', at),
  ]
}

function compareLifetime(want: number | undefined, payload: JsonObject, claim: string, at: string): Difference[] {
  if (want === undefined) return []
  const end = payload[claim]
  const start = payload.iat
  const got = typeof end === 'number' && typeof start === 'number' ? end - start : null
  return got !== null && Math.abs(got - want) <= 2 ? [] : [{ at: `${at}.${claim}-iat`, expected: want, actual: got }]
}

/** Compares a recorded value, which can have placeholders, with an actual one. */
export function compareValue(context: Context, expected: unknown, actual: unknown, at: string): readonly Difference[] {
  if (isObject(expected)) {
    return isObject(actual) ? compareObjects(context, expected, actual, at) : [{ at, expected, actual }]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ at, expected, actual }]
    return expected.flatMap((item, index) => compareValue(context, item, actual[index], `${at}[${index}]`))
  }
  return isSame(context, expected, actual) ? [] : [{ at, expected, actual }]
}

function compareObjects(context: Context, expected: JsonObject, actual: JsonObject, at: string): readonly Difference[] {
  const wanted = Object.entries(expected).flatMap(([key, value]) =>
    Object.hasOwn(actual, key)
      ? compareValue(context, value, actual[key], `${at}.${key}`)
      : [{ at: `${at}.${key}`, expected: value, actual: '(missing)' }],
  )
  const extra = Object.keys(actual)
    .filter(key => !Object.hasOwn(expected, key))
    .map(key => ({ at: `${at}.${key}`, expected: '(absent)', actual: actual[key] }))
  return [...wanted, ...extra]
}

function isSame(context: Context, expected: unknown, actual: unknown): boolean {
  if (expected === '<int>') return typeof actual === 'number' || typeof actual === 'bigint'
  if (typeof expected === 'string') return typeof actual === 'string' && matchesText(context, expected, actual)
  if (expected instanceof Float) return actual instanceof Float && expected.equals(actual)
  return expected === actual
}

function matchesText(context: Context, expected: string, actual: string): boolean {
  const filled = ['base', 'host', 'uniq'].reduce(
    (text, name) => text.replaceAll(`{{${name}}}`, String(context.values.get(name))),
    expected,
  )
  if (filled === actual) return true
  const parts = filled.split(/(<jwt>|<int>|<intstr>|<hex32>|<datetime>|<httpdate>|<text>)/)
  if (parts.length === 1) return false
  const pattern = parts.map(part => placeholders[part] ?? RegExp.escape(part)).join('')
  // "Expected available in 1 second."
  const singularToo = pattern.replaceAll(`\\d+${RegExp.escape(' seconds.')}`, '\\d+ seconds?\\.')
  return new RegExp(`^(?:${singularToo})$`).test(actual)
}
