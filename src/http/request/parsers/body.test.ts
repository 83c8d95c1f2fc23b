import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { AuthError } from '../../../problems.ts'
import { parseBody } from './body.ts'

const formType = 'application/x-www-form-urlencoded'

function parse(text: string | Uint8Array, contentType: string | undefined): ParsedBody {
  return parseBody(Buffer.from(text as string), contentType)
}

function plain(body: ParsedBody): unknown {
  return JSON.parse(JSON.stringify(body.data))
}

function refusal(run: () => unknown): [status: number, body: unknown] {
  try {
    run()
  } catch (error) {
    if (error instanceof AuthError) return [error.status, error.body]
    throw error
  }
  throw new Error('nothing was refused')
}

test('the media type is matched without regard to case, parameters or a wildcard', () => {
  for (const type of ['application/json', 'APPLICATION/Json; charset=UTF-8', 'application/*', '*/*']) {
    assert.deepEqual(plain(parse('{"a":"b"}', type)), { a: 'b' }, type)
  }
})

test('another media type is refused with the raw header value', () => {
  const types = ['text/plain', 'application/xml; charset=utf-8', 'application/vnd.api+json', 'application', '']
  for (const type of types) {
    const detail = `Unsupported media type "${type}" in request.`
    assert.deepEqual(
      refusal(() => parse('{"a": 1}', type)),
      [415, { detail }],
    )
  }
})

test('a body without a content type is refused with an empty one', () => {
  assert.deepEqual(
    refusal(() => parse('x', undefined)),
    [415, { detail: 'Unsupported media type "" in request.' }],
  )
})

test('no bytes are an empty object whatever the content type', () => {
  for (const type of ['application/json', 'text/plain', undefined, 'multipart/form-data']) {
    assert.deepEqual(plain(parse('', type)), {})
  }
})

test('only form types are marked as forms, with or without bytes', () => {
  assert.equal(parse('{}', 'application/json').isForm, false)
  assert.equal(parse('', 'text/plain').isForm, false)
  assert.equal(parse('', formType).isForm, true)
  assert.equal(parse('a=b', formType).isForm, true)
  assert.equal(parse('', 'multipart/form-data').isForm, true)
})

test('a form is read as Django reads it', () => {
  const rows: [string | Uint8Array, unknown][] = [
    ['a=1&a=2&b=', { a: '2', b: '' }],
    ['a=x+y%20z&%61b=%2B', { a: 'x y z', ab: '+' }],
    ['&&a&=b', { a: '', '': 'b' }],
    ['a=%', { a: '%' }],
    ['a=%zz%4', { a: '%zz%4' }],
    ['a=%C3%A9%ff', { a: 'é\ufffd' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=é', { a: 'é' }],
    [Buffer.from([0x61, 0x3d, 0xe9]), { a: 'é' }],
  ]
  for (const [text, data] of rows) assert.deepEqual(plain(parse(text, formType)), data, String(text))
})

test('a form with very many fields is refused', () => {
  assert.equal(refusal(() => parse('a&'.repeat(1001), formType))[0], 400)
})

test('a multipart body is read as fields', () => {
  const part = (name: string, value: string, more = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
  const text = `${part('a', '1')}${part('a', 'é\r\n2')}${part('__proto__', 'x')}--b--\r\n`
  const { data, isForm } = parse(text, 'multipart/form-data; boundary=b')
  assert.equal(isForm, true)
  assert.equal((data as { a: string }).a, 'é\r\n2')
  assert.deepEqual(Object.keys(data as object), ['a', '__proto__'])
})

test('a line that only begins like the boundary is content; blanks behind a boundary are not (RFC 2046)', () => {
  const head = 'Content-Disposition: form-data; name="a"\r\n\r\n'
  const contents = [
    'x\r\n--bound',
    '--b1\r\n',
    'x\r\n--b-\r\ny',
    'x\r\n--b--y\r\nz',
    'x\r\n --b--',
    'x\n--b\ny',
    '\r\n--b: c',
  ]
  for (const content of contents) {
    const text = `preamble --b\r\n--b \t\r\n${head}${content}\r\n--b-- \r\nepilogue\r\n--b\r\n`
    assert.deepEqual(plain(parse(text, 'multipart/form-data; boundary=b')), { a: content }, JSON.stringify(content))
  }
  const odd = "a+b(c).?'[*]"
  const text = `--${odd}\r\n${head}1\r\n--${odd}x\r\n--${odd}--`
  assert.deepEqual(plain(parse(text, `multipart/form-data; boundary="${odd}"`)), { a: `1\r\n--${odd}x` })
})

test('a quoted boundary and lower-case part headers are understood', () => {
  const text = '--x y\r\ncontent-disposition: form-data; name=a\r\ncontent-type: text/plain\r\n\r\n1\r\n--x y--'
  assert.deepEqual(plain(parse(text, 'Multipart/Form-Data; boundary="x y"')), { a: '1' })
})

test('an encoded name of a part is decoded, and an encoded file name makes a file (RFC 5987)', () => {
  const read = (parameters: string) =>
    plain(
      parse(
        `--b\r\nContent-Disposition: form-data; ${parameters}\r\n\r\n1\r\n--b--`,
        'multipart/form-data; boundary=b',
      ),
    )
  assert.deepEqual(read("name*=UTF-8''caf%C3%A9"), { café: '1' })
  assert.deepEqual(read("name*=utf-8'en'a%20b"), { 'a b': '1' })
  assert.deepEqual(read("name*=iso-8859-1''caf%E9"), { café: '1' })
  assert.deepEqual(read(`name="a"; name*=UTF-8''%62`), { b: '1' })
  assert.deepEqual(read('name=a; name*=broken'), { a: '1' })
  assert.deepEqual(read("name*=UTF-8''%zz"), { '%zz': '1' })
  assert.deepEqual(read("name=a; filename*=UTF-8''%C3%A9.png"), { a: { fileName: 'é.png' } })
})

test('a file part becomes a value that is no text', () => {
  const text = '--b\r\nContent-Disposition: form-data; name="a"; filename="x.png"\r\n\r\nPNG\r\n--b--'
  assert.deepEqual(plain(parse(text, 'multipart/form-data; boundary=b')), { a: { fileName: 'x.png' } })
})

test('multipart without a usable boundary is refused in Django’s words', () => {
  const detail = (boundary: string) => ({
    detail: `Multipart form parse error - Invalid boundary in multipart: ${boundary}`,
  })
  assert.deepEqual(
    refusal(() => parse('x', 'multipart/form-data')),
    [400, detail('None')],
  )
  assert.deepEqual(
    refusal(() => parse('x', 'multipart/form-data; boundary=')),
    [400, detail('')],
  )
})

test('a broken multipart body is refused', () => {
  for (const text of [
    'x',
    '--b\r\n',
    '--b\r\n\r\n',
    '--b\r\nx\r\n--b--',
    `--b\r\nA: ${'x'.repeat(2000)}\r\n\r\n\r\n--b--`,
  ]) {
    const [status, body] = refusal(() => parse(text, 'multipart/form-data; boundary=b'))
    assert.equal(status, 400, text)
    assert.match((body as { detail: string }).detail, /^Multipart form parse error - ./)
  }
})

test('arbitrary bytes under every content type throw nothing but a refusal of the caller', () => {
  const type = fc.constantFrom(
    'application/json',
    formType,
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    'x/y',
  )
  const piece = fc.constantFrom(
    '--b',
    '\r\n',
    '\r\n\r\n',
    'Content-Disposition: form-data; name="a"',
    '--',
    '&',
    '=',
    '%',
    '"',
  )
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.array(piece).map(pieces => Buffer.from(pieces.join(''))),
  )
  fc.assert(
    fc.property(body, type, (bytes, contentType) => {
      try {
        parseBody(bytes, contentType)
      } catch (error) {
        assert.ok(error instanceof AuthError && error.status < 500, String(error))
      }
    }),
    { seed: 20261122, numRuns: 2000 },
  )
})
