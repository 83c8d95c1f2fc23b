/** The type of a socket's principal: always there, unless the route allows anonymous sockets. */
import type { WebSocket } from 'ws'
import { createSocketGuard } from '../../../adapters/websocket.ts'
import type { Auth } from '../../../auth.ts'
import type { Principal } from '../../../users/principal.ts'

declare const auth: Auth

createSocketGuard(auth).handler<WebSocket>(({ principal }) => {
  const somebody: Principal = principal
  return void somebody
})

createSocketGuard(auth, { anonymous: 'allowed' }).handler<WebSocket>(({ principal }) => {
  // @ts-expect-error the principal may be absent
  const somebody: Principal = principal
  return void somebody
})

// @ts-expect-error a token in the URL needs its symbol
createSocketGuard(auth, { tokenInQuery: true })
