/** Finds the token of a WebSocket's opening request, in the places that its route allows. Does NOT verify it. */

import { findCookieToken } from '../../http/authorize/find-cookie-token.ts'
import { findHeaderToken } from '../../http/authorize/find-header-token.ts'
import type { Incoming } from '../../http/request/message.ts'
import type { Settings } from '../../settings/settings.ts'
import type { SocketCredential, SocketOptions } from './socket-options.ts'

export interface FoundSocketToken {
  readonly token: string
  readonly from: 'header' | 'subprotocol' | 'query' | 'cookie'
}

const bearerProtocol = 'latchkey.bearer.'

/** What a client sent on purpose wins over the cookie that a browser adds by itself. */
export function findSocketToken(
  incoming: Incoming,
  options: SocketOptions,
  settings: Settings,
): FoundSocketToken | undefined {
  const places = socketCredentials(options, settings)
  const header = places.includes('header') ? findHeaderToken(incoming, settings) : undefined
  if (header !== undefined) return { token: header, from: 'header' }
  const protocol = places.includes('subprotocol') ? findProtocolToken(incoming) : undefined
  if (protocol !== undefined) return { token: protocol, from: 'subprotocol' }
  const query = options.tokenInQuery === undefined ? null : new URLSearchParams(incoming.query).get('token')
  if (query !== null) return { token: query, from: 'query' }
  const cookie = places.includes('cookie') ? findCookieToken(incoming, 'access', settings) : undefined
  return cookie === undefined ? undefined : { token: cookie, from: 'cookie' }
}

export function socketCredentials({ credentials }: SocketOptions, settings: Settings): readonly SocketCredential[] {
  if (credentials !== undefined) return credentials
  const cookie = settings.accessCookieOpens === 'everything' ? (['cookie'] as const) : []
  return ['header', 'subprotocol', 'first_message', ...cookie]
}

function findProtocolToken(incoming: Incoming): string | undefined {
  const offered = splitProtocols(incoming.header('sec-websocket-protocol'))
  return offered.find(isBearerProtocol)?.slice(bearerProtocol.length)
}

/**
 * The offered protocols without the one that holds a token: a server that chose it would repeat the token in its
 * answer. `undefined` where none is left; browsers then fail the connection, so clients offer another one beside it.
 */
export function withoutBearerProtocol(header: string | undefined): string | undefined {
  const rest = splitProtocols(header).filter(name => !isBearerProtocol(name))
  return rest.length === 0 ? undefined : rest.join(', ')
}

function isBearerProtocol(name: string): boolean {
  return name.startsWith(bearerProtocol)
}

function splitProtocols(header = ''): readonly string[] {
  return header
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}
