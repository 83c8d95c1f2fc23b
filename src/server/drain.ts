/**
 * On shutdown, requests that were taken are completed, and no other connection delays it. First the load balancer is given
 * time to hear that this node leaves: the kernel completes handshakes before a server accepts them, and resets what waits
 * when listening ends, so a server that is still sent to cannot end without cutting. Then listening ends, and Node closes
 * connections that are idle between requests, but not two others: those that never sent a request (browsers open them in
 * advance), and keep-alive connections that were busy when closing began, which would stay as long as the client likes.
 * Those end with their answer.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

/** How long, in ms, a new connection has to send a request: its bytes may have arrived but not been read. */
const lastCallMs = 500

/** Milliseconds for which a quiet moment is looked for. */
const longestSearch = 250

export interface Drain {
  /** From the first moment on: answers end their connections, and the probe says that this node leaves. */
  readonly isClosing: boolean
  /** Resolves when listening may end. */
  begin(): Promise<void>
}

/** `delay`: milliseconds for which it goes on accepting. */
export function createDrain(server: Server, delay: number): Drain {
  const silent = new Set<Socket>()
  let isClosing = false
  let accepted = 0
  server.on('connection', (socket: Socket) => {
    accepted += 1
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  return {
    get isClosing() {
      return isClosing
    },
    async begin() {
      isClosing = true
      await pause(delay)
      await untilQuiet(() => accepted)
      setTimeout(() => {
        for (const socket of silent) socket.destroy()
      }, lastCallMs).unref()
    },
  }
}

/** A turn of the event loop in which no connection was waiting to be accepted, and that was short. */
async function untilQuiet(countAccepted: () => number): Promise<void> {
  const end = performance.now() + longestSearch
  await nextTurn()
  for (;;) {
    const [before, began] = [countAccepted(), performance.now()]
    await nextTurn()
    const now = performance.now()
    if ((countAccepted() === before && now - began < 1) || now > end) return
  }
}
