/** Asks the feed of a test Auth, and reads marks. */
import { createHash } from 'node:crypto'
import { type FeedLine, markedText, markLength, toMark, userMarkLength } from '../../../sessions/feed-wire.ts'
import type { Config } from '../../../settings/settings.ts'
import { createTestAuth, type TestAuth, type TestParts } from '../../../testing/test-auth.ts'

export const feedToken = 'n0 service but this one knows it'.replaceAll(' ', '-')
export const path = '/api/auth/revocations/'

export function createFeedAuth(config: Config = {}, parts: TestParts = {}): Promise<TestAuth> {
  return createTestAuth({ revocationFeedTokens: [feedToken], ...config }, parts)
}

export async function ask(auth: TestAuth, query = '', at = path): Promise<FeedLine> {
  const { json, status } = await auth.request('GET', at + query, { token: feedToken })
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(json)}`)
  return json
}

export const askSince = (auth: TestAuth, cursor = '') => ask(auth, `?cursor=${encodeURIComponent(cursor)}`)

/** The lines of an answer that stays open. */
export async function open(auth: TestAuth, cursor: string, wait = 25): Promise<AsyncIterator<FeedLine>> {
  const { bytes, status } = await auth.dispatch({
    method: 'GET',
    path,
    query: `cursor=${encodeURIComponent(cursor)}&wait=${wait}`,
    header: name => ({ authorization: `Bearer ${feedToken}`, host: 'localhost' })[name],
    body: async () => new Uint8Array(),
    remoteAddress: '192.0.2.1',
  })
  if (status !== 200 || bytes === undefined || bytes instanceof Uint8Array) throw new Error(`${status}`)
  return linesOf(bytes)
}

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<FeedLine> {
  for await (const line of bytes) yield JSON.parse(Buffer.from(line).toString())
}

const markOf = (kind: 'sid' | 'jti' | 'user-before', subject: string) =>
  toMark(createHash('sha256').update(markedText(kind, subject)).digest())

/** Which of the marks a line has. */
export function has({ sid, jti, user }: FeedLine, kind: 'sid' | 'jti' | 'user-before', subject: string): boolean {
  const size = kind === 'user-before' ? userMarkLength : markLength
  const texts = Object.values({ sid, jti, 'user-before': user }[kind] ?? {})
  const marks = texts.flatMap(text => text.match(new RegExp(`.{${size}}`, 'g')) ?? [])
  return marks.some(mark => mark.slice(0, markLength) === markOf(kind, subject))
}

export function countOf({ sid, jti, user }: FeedLine): number {
  const size = (texts: FeedLine['sid'], length: number) => Object.values(texts ?? {}).join('').length / length
  return size(sid, markLength) + size(jti, markLength) + size(user, userMarkLength)
}

export function sidOf(access: string): string {
  return JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()).sid
}
