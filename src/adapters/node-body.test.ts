import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { AuthError } from '../problems.ts'
import { listen } from '../testing/listen.ts'
import { readBody } from './node-body.ts'

const limit = 1000

type Read = { readonly text: string } | { readonly refused: string }

/** A server that reads each body after `prepare`, and answers with its text; what it read is handed out too. */
async function serveBodies(t: TestContext, prepare: (request: IncomingMessage) => unknown = () => {}) {
  const outcomes: Read[] = []
  const heard = Promise.withResolvers<void>()
  const url = await listen(t, async (request, response) => {
    await prepare(request)
    const outcome = await readBody(request, limit).then(
      bytes => ({ text: Buffer.from(bytes).toString() }),
      (error: unknown) => ({ refused: error instanceof AuthError ? `${error.code} ${error.reason}` : String(error) }),
    )
    outcomes.push(outcome)
    heard.resolve()
    response.end(JSON.stringify(outcome))
  })
  return { port: Number(new URL(url).port), outcomes, heard: heard.promise }
}

const chunked = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
const sized = (length: number) => `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

async function open(t: TestContext, port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  t.after(() => socket.destroy())
  await new Promise(resolve => socket.once('connect', resolve))
  return socket
}

/** The bodies of so many answers. */
function answersOn(socket: Socket, count: number): Promise<readonly unknown[]> {
  return new Promise(resolve => {
    let received = ''
    socket.on('data', text => {
      received += text
      const bodies = [...received.matchAll(/\{.*?\}/g)].map(([body]) => JSON.parse(body))
      if (bodies.length === count) resolve(bodies)
    })
  })
}

/** Each part in a turn of the server's event loop of its own. */
async function send(socket: Socket, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    socket.write(part)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

const whole: Readonly<Record<string, readonly string[]>> = {
  'with its headers': [`${sized(5)}abcde`],
  'after its headers': [sized(5), 'abcde'],
  'in parts': [`${sized(5)}ab`, 'c', 'de'],
  'in chunks': [`${chunked}${chunk('ab')}${chunk('cde')}0\r\n\r\n`],
  'in chunks, one by one': [chunked, chunk('ab'), chunk('cde'), '0\r\n\r\n'],
}

for (const [name, parts] of Object.entries(whole)) {
  test(`a body that comes ${name} is read whole, and so is the next on the connection`, async t => {
    const { port } = await serveBodies(t)
    const socket = await open(t, port)
    const answers = answersOn(socket, 2)
    await send(socket, [...parts, `${sized(2)}xy`])
    assert.deepEqual(await answers, [{ text: 'abcde' }, { text: 'xy' }])
  })
}

test('a body of nothing is empty, with and without a length', async t => {
  const { port } = await serveBodies(t)
  const socket = await open(t, port)
  const answers = answersOn(socket, 3)
  await send(socket, [`${sized(0)}GET / HTTP/1.1\r\nHost: a\r\n\r\n${chunked}0\r\n\r\n`])
  assert.deepEqual(await answers, [{ text: '' }, { text: '' }, { text: '' }])
})

const [full, over] = ['x'.repeat(limit), 'x'.repeat(limit + 1)]
const tooLarge: Readonly<Record<string, readonly string[]>> = {
  'says so': [`${sized(over.length)}${over}`],
  'has come': [`${chunked}${chunk(over)}0\r\n\r\n`],
  'is still coming': [`${chunked}${chunk('x')}`, chunk(full), chunk(full), '0\r\n\r\n'],
}

for (const [name, parts] of Object.entries(tooLarge)) {
  test(`a body over the limit that ${name} is refused, and the connection goes on`, async t => {
    const { port } = await serveBodies(t)
    const socket = await open(t, port)
    const answers = answersOn(socket, 2)
    await send(socket, [...parts, `${sized(full.length)}${full}`])
    assert.deepEqual(await answers, [{ refused: 'payload_too_large payload_too_large' }, { text: full }])
  })
}

test('a client that leaves in the middle of its body is no error of the server', async t => {
  for (const parts of [[`${sized(5)}ab`], [sized(5)], [`${chunked}${chunk('ab')}`]]) {
    const { port, outcomes, heard } = await serveBodies(t)
    const socket = await open(t, port)
    await send(socket, parts)
    socket.destroy()
    await heard
    assert.deepEqual(outcomes, [{ refused: 'parse_error aborted' }])
  }
})

test('a client that has left before the body is looked at is none either', async t => {
  const gone = (request: IncomingMessage) => new Promise(resolve => request.once('close', resolve))
  const { port, outcomes, heard } = await serveBodies(t, gone)
  const socket = await open(t, port)
  await send(socket, [`${sized(5)}ab`])
  socket.destroy()
  await heard
  assert.deepEqual(outcomes, [{ refused: 'parse_error aborted' }])
})
