/** The part of the contract of adapters about answers that stay open, and about bytes that are packed: the revocation feed. */
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { TestAuth } from './test-auth.ts'

export const feedToken = 'n0-service-but-this-one-knows-it'
const path = '/api/auth/revocations/'
const headers = { authorization: `Bearer ${feedToken}` }

export async function keepOpenAnswers(auth: TestAuth, url: string): Promise<void> {
  const { clock } = auth
  const revoke = (jti: string) => auth.store.sessions.revokeJti(jti, clock.now() + 60_000, clock.now())
  for (let index = 0; index < 200; index += 1) await revoke(`jti-${index}`)
  const packed = await download(`${url}${path}`)
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.match(String(packed.headers.vary), /Accept-Encoding/)
  const { cursor } = JSON.parse(gunzipSync(packed.bytes).toString())
  const known = await download(`${url}${path}`, { 'if-none-match': String(packed.headers.etag) })
  assert.deepEqual([known.status, known.bytes.length], [304, 0])

  const leaving = new AbortController()
  const open = await fetch(`${url}${path}?cursor=${cursor}&wait=25`, { headers, signal: leaving.signal })
  assert.equal(open.headers.get('content-type'), 'application/x-ndjson')
  const lines = (open.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => JSON.parse(String((await lines.read()).value))
  assert.deepEqual([(await next()).jti, auth.system.revocationFeed.waiting], [undefined, 1])
  // Each line leaves when it is written, not when the answer ends.
  await revoke('late')
  assert.equal(Object.keys((await next()).jti).length, 1)
  lines.closed.catch(() => {})
  leaving.abort()
  // The next beat finds that the client is gone.
  while (auth.system.revocationFeed.waiting > 0) {
    clock.advance(250)
    await new Promise(setImmediate)
  }
}

interface Downloaded {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly bytes: Buffer
}

/** As it was sent. */
function download(url: string, more: Readonly<Record<string, string>> = {}): Promise<Downloaded> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { headers: { ...headers, 'accept-encoding': 'gzip', ...more }, agent: false },
      response => {
        const pieces: Buffer[] = []
        response.on('data', piece => pieces.push(piece))
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(pieces) }),
        )
      },
    )
    sent.on('error', reject).end()
  })
}
