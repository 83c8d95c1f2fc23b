/**
 * `/api/auth/revocations/`: what was revoked, for services that verify tokens and have no database. Without a cursor it is
 * everything that is live; with one, what is new; with `wait` the answer stays open, a line of JSON for what is new and
 * another four times a second that says that nothing is. It names no user and no session, only marks of them.
 */
import { z } from 'zod'
import { charField } from '../../fields/char-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import { defineMethod } from '../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Answer, Incoming } from '../../http/request/message.ts'
import { problem } from '../../problems.ts'
import type { FeedLine } from '../../sessions/feed-wire.ts'
import type { System } from '../../system.ts'
import { feedAuthentication, holdsFeedToken } from './feed-authentication.ts'
import { zip } from './snapshot.ts'

/** In seconds: proxies close what is open for longer. */
export const longestWait = 30

const query = z.object({
  cursor: charField({ required: false, trim: false, allowBlank: true, maxLength: 16_384 }),
  wait: integerField({ required: false, minValue: 0, maxValue: longestWait }),
})

const marks = z.record(z.string(), z.string()).optional()
const output = z.object({
  v: z.literal(1),
  asOf: z.number().int().optional(),
  now: z.number().int().optional(),
  cursor: z.string().optional(),
  reset: z.literal(true).optional(),
  more: z.literal(true).optional(),
  keys: z.array(z.string().nullable()).optional(),
  sessions: z.literal(false).optional(),
  jti: marks,
  sid: marks,
  user: marks,
})

export const revocationFeedEndpoint: Endpoint = {
  name: 'Revocation Feed',
  description: 'What was revoked, for services that verify tokens without a database.',
  urlName: 'revocation_feed',
  paths: ['/api/auth/revocations/'],
  authentication: [feedAuthentication],
  permissions: [holdsFeedToken],
  // A service that follows asks once in half a minute, and after each failure.
  throttles: [],
  methods: {
    GET: defineMethod({
      summary: 'Follow the revocations: all, those since a cursor, or line by line while the answer stays open.',
      query,
      output: { body: output },
      fails: ['too_many_verifiers'],
      async handle(system, call) {
        const arrivedAt = system.revocationFeed.elapsed()
        const { cursor = '', wait = 0 } = call.query
        if (cursor === '') return await answerSnapshot(system, call.incoming)
        if (wait > 0) return answerLines(system, cursor, arrivedAt, wait)
        return await answerText(JSON.stringify(await system.revocationFeed.since(cursor, arrivedAt)), call.incoming)
      },
    }),
  },
}

async function answerSnapshot({ revocationFeed }: System, incoming: Incoming): Promise<Answer> {
  const snapshot = await revocationFeed.snapshot()
  // It may be kept, and has to be asked for again; by no cache that others use.
  const headers = { ETag: snapshot.etag, 'Cache-Control': 'private, no-cache' }
  if (isKnown(incoming.header('if-none-match'), snapshot.etag)) return { status: 304, headers }
  return await answerText(snapshot.text, incoming, headers, snapshot.zipped)
}

/** Weak comparison (RFC 9110 section 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  return header?.split(',').some(each => each.trim().replace(/^W\//, '') === etag.slice(2)) === true
}

const type = 'application/json'
/** In characters: a smaller one is not worth it. */
const worthZipping = 1400

async function answerText(
  text: string,
  incoming: Incoming,
  own: Answer['headers'] = {},
  zipped = () => zip(text),
): Promise<Answer> {
  const headers = { ...own, Vary: 'Accept, Accept-Encoding' }
  if (text.length < worthZipping || !takesGzip(incoming.header('accept-encoding')))
    return { status: 200, headers, content: { type, bytes: Buffer.from(text) } }
  return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, content: { type, bytes: await zipped() } }
}

/** RFC 9110 section 12.5.3; without the header no coding is sent. */
function takesGzip(header = ''): boolean {
  return header
    .toLowerCase()
    .split(',')
    .map(each => each.trim().split(/\s*;\s*/))
    .some(([name, ...more]) => (name === 'gzip' || name === '*') && !more.some(each => /^q=0(\.0*)?$/.test(each)))
}

/** Nothing on the way may keep lines back: nginx by the first header, compressing middleware by the second. */
const lineHeaders = { 'X-Accel-Buffering': 'no', 'Cache-Control': 'no-store, no-transform' }

function answerLines({ revocationFeed, settings }: System, cursor: string, arrivedAt: number, wait: number): Answer {
  if (revocationFeed.waiting >= settings.revocationFeedConnections)
    throw problem('too_many_verifiers', { headers: { 'Retry-After': '1' } })
  const lines = revocationFeed.follow(cursor, arrivedAt, wait * 1000)
  return { status: 200, headers: lineHeaders, content: { type: 'application/x-ndjson', bytes: toBytes(lines) } }
}

async function* toBytes(lines: AsyncIterable<FeedLine>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(`${JSON.stringify(line)}\n`)
}
