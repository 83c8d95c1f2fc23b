/**
 * One connection that is made anew whenever it is lost. The driver's own reconnecting is off: it would report a server
 * as back that refuses writes, and keep the process alive while it waits.
 */
import { readFile } from 'node:fs/promises'
import type { RedisUrl } from '../kernel/redis-url.ts'
import { within } from '../kernel/within.ts'
import { RedisOpenError } from './errors.ts'
import { isNoPasswordAsked } from './faults.ts'
import { type Client, loadIoredis } from './load-ioredis.ts'

/** In milliseconds. */
const attemptPatience = 1000
const pauseBeforeRetry = 250

export interface ConnectionParts {
  readonly url: RedisUrl
  /** Whether the connection can do its work; rejects when not. Every connection has to pass before it is used. */
  readonly prove: (client: Client) => Promise<unknown>
  readonly onUp?: (client: Client) => void
  /** Also where the first attempt fails. Called again for each that fails. */
  readonly onDown?: (error: unknown) => void
}

export interface Connection {
  /** The connection, while it is good. */
  readonly client: Client | undefined
  /** Resolves with the error of the first attempt, or with `undefined` when it succeeded. */
  readonly first: Promise<unknown>
  /** It failed at its work: another is made. Nothing happens when it has been replaced before. */
  lose(client: Client, error: unknown): void
  close(): void
}

export function keepConnected({ url, prove, onUp, onDown }: ConnectionParts): Connection {
  let current: Client | undefined
  let isOver = false
  let retry: NodeJS.Timeout | undefined

  const fail = (error: unknown) => {
    if (isOver) return
    onDown?.(error)
    retry = setTimeout(attempt, pauseBeforeRetry).unref()
  }
  const lose = (client: Client, error: unknown) => {
    if (client !== current) return
    current = undefined
    end(client)
    fail(error)
  }
  const attempt = async (): Promise<unknown> => {
    try {
      const client = await connect(url, prove)
      if (isOver) return end(client)
      current = client
      client.on('end', () => lose(client, undefined))
      // The connection alone keeps no process alive.
      client.stream?.unref()
      onUp?.(client)
      return undefined
    } catch (error) {
      fail(error)
      return error
    }
  }

  return {
    first: attempt(),
    get client() {
      return current
    },
    lose,
    close() {
      isOver = true
      clearTimeout(retry)
      if (current !== undefined) end(current)
      current = undefined
    },
  }
}

/**
 * Runs it later, after what has arrived by then was read: a process that was busy itself must not take the other side for
 * slow.
 */
export function after(milliseconds: number, run: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined
  const timeout = setTimeout(() => {
    immediate = setImmediate(run)
  }, milliseconds)
  return () => {
    clearTimeout(timeout)
    clearImmediate(immediate)
  }
}

/** One connection that has been proven, or the error that says most. It takes a second at most. */
export async function connect(url: RedisUrl, prove: (client: Client) => Promise<unknown>): Promise<Client> {
  const client = await createClient(url)
  let lastError: unknown
  client.on('error', error => {
    lastError = error
  })
  try {
    await within(after, attemptPatience, open(client, url, prove))
    return client
  } catch (error) {
    end(client)
    throw isReply(error) ? error : (lastError ?? error)
  }
}

async function createClient(url: RedisUrl): Promise<Client> {
  const { Redis } = await loadIoredis()
  return new Redis({
    ...(url.socket === undefined ? { host: url.host, port: url.port } : { path: url.socket }),
    ...(url.isTls ? { tls: await tlsOf(url) } : {}),
    lazyConnect: true,
    connectTimeout: attemptPatience,
    retryStrategy: null,
    enableOfflineQueue: false,
    // What the driver does by itself on a new connection is done by `open`, where its errors are heard.
    enableReadyCheck: false,
    disableClientInfo: true,
    autoResubscribe: false,
    protocol: 2,
  })
}

async function tlsOf({ host, authority }: RedisUrl): Promise<object> {
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
  if (authority === undefined) return servername
  try {
    return { ...servername, ca: await readFile(authority, 'utf8') }
  } catch (error) {
    throw new RedisOpenError(
      `has an authority (?ca=) that cannot be read: ${authority}`,
      'correct ?ca= in REDIS_URL',
      error,
    )
  }
}

async function open(client: Client, url: RedisUrl, prove: (client: Client) => Promise<unknown>): Promise<void> {
  await client.connect()
  if (url.password !== undefined) await logIn(client, url.user, url.password)
  if (url.database !== 0) await client.call('SELECT', url.database)
  await prove(client)
}

async function logIn(client: Client, user: string | undefined, password: string): Promise<void> {
  try {
    await client.call('AUTH', ...(user === undefined ? [] : [user]), password)
  } catch (error) {
    if (!isNoPasswordAsked(error)) throw error
  }
}

/** At once: what waits for an answer hears that there will be none. */
export function end(client: Client): void {
  client.disconnect()
  client.stream?.destroy()
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError'
}
