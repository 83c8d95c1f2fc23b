/**
 * The files that browsers load. Loaded when one is first asked for: a server that only answers requests of programs has
 * none of it in memory. Compressed once, as they never change while the process runs.
 */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Answer, Incoming } from '../../http/request/message.ts'
import { entityTagOf, isKnownTag } from '../../http/response/entity-tag.ts'
import { problem } from '../../problems.ts'
import type { WebFile } from './web-files.d.ts'

/** Names that stay: pages that work without a script link to them. */
const stableNames: Readonly<Record<string, string>> = { 'style.css': 'style', 'icon.svg': 'icon' }

interface Served {
  readonly type: string
  readonly plain: Uint8Array
  readonly zipped: Uint8Array
  readonly etag: string
}

const served = new Map<string, Promise<Served>>()

/** The name of a file that a page begins with: `console`, `account`. */
export async function entryName(entry: string): Promise<string> {
  const { entries } = await import('#web')
  const name = entries[entry]
  if (name === undefined) throw new TypeError(`the build has no file for ${entry}`)
  return name
}

/** Throws `not_found`. A name with a digest is kept by browsers for a year; the others ask whether they are still right. */
export async function answerFile(name: string, incoming: Pick<Incoming, 'header'>): Promise<Answer> {
  const { files } = await import('#web')
  const stable = Object.hasOwn(stableNames, name) ? stableNames[name] : undefined
  const found = stable === undefined ? name : await entryName(stable)
  const file = Object.hasOwn(files, found) ? files[found] : undefined
  if (file === undefined) throw problem('not_found', { reason: 'file' })
  const { type, plain, zipped, etag } = await prepared(name, file)
  const headers = {
    ETag: etag,
    Vary: 'Accept-Encoding',
    'Cache-Control': stable === undefined ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  if (isKnownTag(incoming.header('if-none-match'), etag)) return { status: 304, headers }
  if (!acceptsGzip(incoming.header('accept-encoding'))) return { status: 200, headers, content: { type, bytes: plain } }
  return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, content: { type, bytes: zipped } }
}

function prepared(name: string, file: WebFile): Promise<Served> {
  const known = served.get(name)
  if (known !== undefined) return known
  const preparing = prepare(file)
  served.set(name, preparing)
  return preparing
}

async function prepare({ type, text }: WebFile): Promise<Served> {
  const plain = Buffer.from(text)
  const etag = entityTagOf(plain)
  return { type, plain, zipped: await promisify(gzip)(plain, { level: 9 }), etag }
}

/** `gzip;q=0` refuses it (RFC 9110 section 12.5.3). */
function acceptsGzip(accepted = ''): boolean {
  const ranges = accepted.split(',').map(range => range.trim().toLowerCase())
  return ranges.some(range => /^(?:gzip|\*)(?:$|\s*;)/.test(range) && !/;\s*q=0(?:\.0*)?$/.test(range))
}
