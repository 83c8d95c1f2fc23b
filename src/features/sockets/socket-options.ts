/** What the owner of a WebSocket route decides: where tokens are looked for, and who may stay. */
import type { Permission } from '../../permissions/permission.ts'

/** Say it to have tokens read from `?token=`: whatever logs addresses (proxies, servers, histories) logs them too. */
export const tokensInAddressesEndUpInLogs: unique symbol = Symbol('tokensInAddressesEndUpInLogs')

/**
 * `header`: Authorization, from clients that are no browser. `subprotocol`: `latchkey.bearer.TOKEN` among the offered
 * ones. `first_message`: `{"type":"authenticate","token":"..."}` once the socket is open. `cookie`: the access cookie,
 * from pages of our own origin or a trusted one.
 */
export type SocketCredential = 'header' | 'subprotocol' | 'first_message' | 'cookie'

export interface SocketOptions {
  /** All four unless given; the cookie where `accessCookieOpens` lets it open everything. */
  readonly credentials?: readonly SocketCredential[]
  /** Whether a socket may be nobody's. One without credentials is then open at once, and no first message is read. */
  readonly anonymous?: 'refused' | 'allowed'
  /** Asked when the socket opens, and again whenever something about its user changes. */
  readonly permissions?: readonly Permission[]
  readonly tokenInQuery?: typeof tokensInAddressesEndUpInLogs
  /** Milliseconds for the first message to come; 5000 unless given. */
  readonly firstMessageTimeout?: number
  /** Bytes of it, all told; 8192 unless given. */
  readonly firstMessageLimit?: number
}
