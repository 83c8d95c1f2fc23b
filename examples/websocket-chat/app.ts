/** A chat for people who are logged in, with a page. A logout closes the sockets of its session at once. */

import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { allowAny, type Config, createAuth, defineEndpoint } from 'latchkey'
import { createHttpServer } from 'latchkey/server'
import { createSocketGuard } from 'latchkey/websocket'
import { type WebSocket, WebSocketServer } from 'ws'

/** The page logs in by cookies, so the browser sends them along when it opens the socket. */
const page = defineEndpoint({
  path: '/chat/',
  permissions: [allowAny],
  GET: () => ({ status: 200, page: readFileSync(new URL('page.html', import.meta.url), 'utf8') }),
})

/** `config` needs `secretKey` and `database`. */
export async function openChat(config: Config) {
  const auth = await createAuth({ ...config, endpoints: [page] })
  const app = createHttpServer(auth)
  const guard = createSocketGuard(auth)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 })
  const members = new Set<WebSocket>()

  app.server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (request.url !== '/chat/live') return socket.destroy()
    void guard.upgrade(sockets, request, socket, head, async ({ socket: live, principal }) => {
      const { email } = await principal.user()
      members.add(live)
      live.on('close', () => members.delete(live))
      live.on('message', data => tell({ from: email, text: String(data) }))
      tell({ joined: email })
    })
  })

  function tell(message: object) {
    const text = JSON.stringify(message)
    for (const live of members) live.send(text)
  }

  return {
    listen: (port: number) => app.listen({ port, host: '127.0.0.1' }),
    async close() {
      for (const live of sockets.clients) live.close(1001)
      await app.close()
      await auth.close()
    },
  }
}

if (import.meta.main) {
  const chat = await openChat({ secretKey: process.env.SECRET_KEY, database: 'sqlite:chat.sqlite3', debug: true })
  console.log(`${await chat.listen(8000)}/chat/`)
}
