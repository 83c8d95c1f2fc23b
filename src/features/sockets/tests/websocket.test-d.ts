/** Whose a socket is, as the compiler sees it: somebody, unless nobody was made welcome. */
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
  // @ts-expect-error nobody may be there
  const somebody: Principal = principal
  return void somebody
})

// @ts-expect-error a token in the address needs its word
createSocketGuard(auth, { tokenInQuery: true })
