/**
 * On shutdown, running requests are completed, and no other connection delays it. Node closes connections that are idle
 * between requests, but not two others: those that never sent a request (browsers open them in advance), and keep-alive
 * connections that were busy when closing began (fastify issue 7044), which would stay as long as the client likes.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long, in ms, a new connection has to send a request: its bytes may have arrived but not been read. */
const lastCallMs = 500

export function drainOnClose(app: FastifyInstance): void {
  const silent = new Set<Socket>()
  let isClosing = false
  app.server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', async () => {
    isClosing = true
    setTimeout(() => {
      for (const socket of silent) socket.destroy()
    }, lastCallMs).unref()
  })
  app.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}
