/**
 * `latchkey webhooks listen`: a receiver to try webhooks with. It verifies each delivery and prints a line about it; it keeps
 * nothing, and answers 500 to as many as it is told to, so that one sees them come again.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readWebhookSecret, secretPrefix } from '../../../webhooks/secret.ts'
import { verifyWebhook } from '../../../webhooks/verify-webhook.ts'
import type { Command, Surroundings } from '../../command.ts'
import { painter, printable } from '../../ui.ts'

const usualPort = 4000

export const webhooksListenCommand: Command = {
  name: 'webhooks listen',
  summary: 'Receive webhooks on this machine, verify them and print them.',
  options: { port: { type: 'string' }, secret: { type: 'string' }, fail: { type: 'string' } },
  help: [
    ['--port NUMBER', `${usualPort} by default; 0: any that is free`],
    ['--secret SECRET', 'that of the endpoint; one is made and printed otherwise'],
    ['--fail NUMBER', 'answer 500 to so many deliveries first, to see them come again'],
  ],
  async run(surroundings, values) {
    const { ui } = surroundings
    const port = numberOf(values.port, usualPort, 65_535)
    const fails = numberOf(values.fail, 0, 1_000_000)
    const secret = typeof values.secret === 'string' ? values.secret : makeSecret()
    const key = readWebhookSecret(secret)
    const fault =
      port === undefined
        ? '--port must be a number up to 65535.'
        : fails === undefined
          ? '--fail must be a number.'
          : typeof key === 'string'
            ? `--secret ${key}.`
            : undefined
    if (port === undefined || fails === undefined || fault !== undefined) {
      ui.failure(fault ?? '', 'See: latchkey webhooks listen --help')
      return 2
    }
    const server = createServer(createReceiver(surroundings, secret, fails))
    const bound = await listen(server, port)
    if (typeof bound === 'string') {
      ui.failure(
        `Port ${port} cannot be listened at: ${bound}.`,
        'Choose another: latchkey webhooks listen --port 4001',
      )
      return 1
    }
    ui.hint([
      'Put this into the configuration, and start the server:',
      // One that was given is known, and may be that of a real endpoint.
      `  webhooks: { test: { url: 'http://localhost:${bound}/', secret: '${values.secret === undefined ? secret : '...'}' } }`,
      'Then, in another terminal: latchkey webhooks test test',
    ])
    await untilStopped(server)
    return 0
  },
}

function makeSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64')}`
}

function numberOf(given: unknown, usual: number, most: number): number | undefined {
  if (given === undefined) return usual
  const number = typeof given === 'string' && /^\d{1,7}$/.test(given) ? Number(given) : Number.NaN
  return number <= most ? number : undefined
}

/** Of this machine alone: what it prints is about accounts. */
function listen(server: Server, port: number): Promise<number | string> {
  return new Promise(resolve => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

function untilStopped(server: Server): Promise<void> {
  return new Promise(resolve => {
    const stop = () => {
      server.close(() => resolve())
      server.closeAllConnections()
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
}

const longestBody = 1_000_000

function createReceiver({ output, env }: Surroundings, secret: string, fails: number) {
  const paint = painter(output, env)
  let left = fails
  const say = (verdict: 'ok' | 'again' | 'refused', about: readonly string[]) => {
    const colour = verdict === 'ok' ? 'green' : verdict === 'again' ? 'dim' : 'red'
    output.write(`${paint(colour, verdict.padEnd(7))} ${about.map(printable).join('  ').trimEnd()}\n`)
  }
  return async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request).catch(() => undefined)
    if (request.method !== 'POST' || body === undefined) {
      response.writeHead(request.method === 'POST' ? 413 : 405).end()
      return
    }
    const verified = await verifyWebhook({ body, headers: request.headers, secrets: secret })
    if (!verified.ok) {
      say('refused', [verified.code])
      // Of a newer Latchkey: sent again and again it would never become known.
      if (verified.code === 'unknown_event') response.writeHead(204).end()
      else response.writeHead(400).end(verified.code)
      return
    }
    const { id, event } = verified
    const about = [event.timestamp, event.type.padEnd(widest), id, JSON.stringify(event.data)]
    const takes = left === 0
    if (!takes) left -= 1
    say(takes ? 'ok' : 'again', about)
    response.writeHead(takes ? 204 : 500).end()
  }
}

/** So that lines of the usual events are aligned. */
const widest = 24

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length > longestBody) throw new RangeError('too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}
