/** What an application says about a WebSocket route: where tokens are looked for, and who may stay connected. */
import type { Permission } from '../../permissions/permission.ts'

/** Opts in to tokens in `?token=`: everything that logs URLs (proxies, servers, browser histories) logs them too. */
export const tokensInAddressesEndUpInLogs: unique symbol = Symbol('tokensInAddressesEndUpInLogs')

/**
 * `header`: Authorization, from clients other than browsers. `subprotocol`: `latchkey.bearer.TOKEN` among the offered
 * protocols. `first_message`: `{"type":"authenticate","token":"..."}` once the socket is open. `cookie`: the access
 * cookie, from pages of the server's own origin or a trusted one.
 */
export type SocketCredential = 'header' | 'subprotocol' | 'first_message' | 'cookie'

/** Options of `createSocketGuard`: how a socket proves who it is, and what it needs. */
export interface SocketOptions {
  /** All four unless given; the cookie where `accessCookieOpens` lets it open everything. */
  readonly credentials?: readonly SocketCredential[]
  /** `allowed`: a socket without credentials opens at once, without a principal, and no first message is read. */
  readonly anonymous?: 'refused' | 'allowed'
  /** Asked when the socket opens, without a principal for an anonymous one, and again when something about its user changes. */
  readonly permissions?: readonly Permission[]
  readonly tokenInQuery?: typeof tokensInAddressesEndUpInLogs
  /** Milliseconds to wait for the first message; 5000 unless given. */
  readonly firstMessageTimeout?: number
  /** The most bytes that the first message may have; 8192 unless given. */
  readonly firstMessageLimit?: number
}
