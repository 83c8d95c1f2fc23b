/** "WebSocket authentication with JWT": the token opens the socket, and the socket closes when the token ends. */
import type { Auth } from 'latchkey'
import type { HttpServer } from 'latchkey/server'
import { createSocketGuard } from 'latchkey/websocket'
import { WebSocketServer } from 'ws'

/** What it returns closes the open sockets: a server that ends waits for them. */
export function serveLive(app: HttpServer, auth: Auth): () => void {
  const guard = createSocketGuard(auth)
  const sockets = new WebSocketServer({ noServer: true })
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?', 1)[0] !== '/ws/hello/') return socket.destroy()
    void guard.upgrade(sockets, request, socket, head, async ({ socket: live, principal }) => {
      const { username } = await principal.user()
      live.send(`Hello, ${username}`)
    })
  })
  return () => {
    for (const live of sockets.clients) live.close(1001)
  }
}
