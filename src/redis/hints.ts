/**
 * Wakes other nodes after a revocation, where the database cannot. A hint carries nothing and may get lost: the poll stands
 * behind it, and the log in the database is the truth.
 */
import { coalesce } from '../kernel/coalesce.ts'
import type { RedisUrl } from '../kernel/redis-url.ts'
import { within } from '../kernel/within.ts'
import { after, type Connection, keepConnected } from './connection.ts'
import type { Client } from './load-ioredis.ts'

/** In milliseconds. */
const pauseBetweenHints = 20
const heartbeat = 5000
const heartbeatPatience = 2000

function channelOf({ prefix }: RedisUrl): string {
  return `${prefix}:revoked`
}

/** Sends the hint. Never throws and never waits. */
export function createAnnouncer(connection: Pick<Connection, 'client'>, url: RedisUrl): () => void {
  return coalesce(pauseBetweenHints, () => void connection.client?.call('PUBLISH', channelOf(url), '').catch(() => {}))
}

/** Calls the listener at each hint, and whenever one may have been missed. Returns how to stop. */
export function listen(url: RedisUrl, listener: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const connection = keepConnected({
    url,
    prove: client => client.subscribe(channelOf(url)),
    onUp(client) {
      client.on('message', listener)
      // Before this connection listened, a hint may have been missed.
      listener()
      later(client)
    },
  })
  /** A connection into a black hole says nothing: only a question that is not answered tells. */
  const beat = async (client: Client) => {
    try {
      await within(after, heartbeatPatience, client.call('PING'))
      later(client)
    } catch (error) {
      connection.lose(client, error)
    }
  }
  const later = (client: Client) => {
    timer = setTimeout(beat, heartbeat, client).unref()
  }
  return () => {
    clearTimeout(timer)
    connection.close()
  }
}
