/**
 * Tells other nodes of revocations, and hears of theirs. The hint is sent after the commit, by a statement of its own: a
 * NOTIFY inside a transaction holds a lock of the whole cluster over the flush. It carries nothing, and at most one is
 * sent in a while. Hints get lost (a crash in between, a connection that hears nothing any more), so a poll stands behind.
 */
import { coalesce } from '../../kernel/coalesce.ts'
import { type Client, loadPg, type Pool } from './load-pg.ts'

/** In milliseconds. */
const pauseBetweenHints = 20
const firstRetry = 100
const longestRetry = 5000
const heartbeat = 5000
const heartbeatPatience = 2000

/** Sends the hint. Never throws and never waits. */
export function createAnnouncer(pool: Pool, channel: string): () => void {
  return coalesce(pauseBetweenHints, () => {
    pool.query('SELECT pg_notify($1, $2)', [channel, '']).catch(() => {})
  })
}

/** Calls the listener at each hint, and whenever one may have been missed. Returns how to stop. */
export function listen(connecting: object, channel: string, listener: () => void): () => void {
  let client: Client | undefined
  let isOver = false
  let retry = firstRetry
  let timer: NodeJS.Timeout | undefined

  const later = (milliseconds: number, run: () => void) => {
    clearTimeout(timer)
    if (!isOver) timer = setTimeout(run, milliseconds).unref()
  }
  const lose = () => {
    const lost = client
    client = undefined
    // What ends by itself must not report a second time.
    lost?.removeAllListeners('error').on('error', () => {})
    lost?.end().catch(() => {})
    later(retry, connect)
    retry = Math.min(longestRetry, retry * 2)
  }
  const connect = async () => {
    const { Client } = await loadPg()
    const made: Client = new Client({ ...connecting, query_timeout: heartbeatPatience })
    client = made
    made.on('error', () => client === made && lose())
    made.on('end', () => client === made && lose())
    made.on('notification', listener)
    try {
      await made.connect()
      // The connection alone keeps no process alive.
      made.connection.stream.unref()
      await made.query(`LISTEN "${channel}"`)
      retry = firstRetry
      // Before this connection listened, a hint may have been missed.
      listener()
      later(heartbeat, beat)
    } catch {
      if (client === made) lose()
    }
  }
  /** A connection into a black hole emits nothing: only a question that is not answered tells. */
  const beat = async () => {
    const asked = client
    try {
      await asked?.query('SELECT 1')
      if (client === asked) later(heartbeat, beat)
    } catch {
      if (client === asked) lose()
    }
  }

  void connect()
  return () => {
    isOver = true
    clearTimeout(timer)
    const open = client
    client = undefined
    open?.end().catch(() => {})
  }
}
