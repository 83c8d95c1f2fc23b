/** The type of a socket's principal: always there, unless the route allows anonymous sockets. */
import type { WebSocket } from 'ws'
import { createSocketGuard } from '../../../adapters/websocket/websocket.ts'
import type { Auth } from '../../../auth.ts'
import type { Principal } from '../../../users/principal.ts'

declare const auth: Auth

createSocketGuard(auth).handler<WebSocket>(({ principal }) => {
  const known: Principal = principal
  return void known
})

createSocketGuard(auth, { anonymous: 'allowed' }).handler<WebSocket>(({ principal }) => {
  // @ts-expect-error the principal may be absent
  const known: Principal = principal
  return void known
})

// @ts-expect-error a token in the URL needs its symbol
createSocketGuard(auth, { tokenInQuery: true })
