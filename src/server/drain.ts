/**
 * What is under way is answered, and nothing else holds the end up. Node closes connections that idle between two
 * requests; two others it leaves: those that never sent a request (browsers open them ahead), and kept-alive ones
 * that were busy when the closing began (fastify issue 7044), which would wait for as long as the client likes.
 */
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Whoever has just connected gets this long, in ms, to say what for: the bytes may be here and not yet read. */
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
