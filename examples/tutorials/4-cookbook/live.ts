/** "WebSocket authentication with JWT": the token opens the socket, and the socket closes when the token ends. */
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { Auth } from 'latchkey'
import { createSocketGuard } from 'latchkey/websocket'
import type { WebSocket } from 'ws'

export async function serveLive(app: FastifyInstance, auth: Auth): Promise<void> {
  await app.register(websocket)
  const { preValidation, handler } = createSocketGuard(auth)
  app.get(
    '/ws/hello/',
    { websocket: true, preValidation },
    handler<WebSocket>(async ({ socket, principal }) => {
      const { username } = await principal.user()
      socket.send(`Hello, ${username}`)
    }),
  )
}
