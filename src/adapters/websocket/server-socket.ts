/** The part of a WebSocket that Latchkey uses: the interface of `ws` and of libraries built on it. */
import { type SocketCloseReason, socketCloseCodes } from '../../features/sockets/close-codes.ts'
import type { Timer } from '../../ports/timer.ts'

/** What Latchkey needs of a WebSocket: those of `ws` and of @fastify/websocket have it. */
export interface ServerSocket {
  send(text: string): void
  close(code: number, reason: string): void
  /** Destroys the connection. */
  terminate(): void
  /** Stops reading. */
  pause(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  removeAllListeners(event: 'message'): unknown
}

/** Milliseconds for a client to answer the close. */
const closeTimeout = 2000

/** Further messages do not reach the application: a client that ignores the close frame could keep sending. */
export function closeSocket(socket: ServerSocket, reason: SocketCloseReason, timer: Timer): void {
  const { code, text } = socketCloseCodes[reason]
  socket.removeAllListeners('message')
  socket.close(code, text)
  if (reason === 'oversized') socket.pause()
  const cancelTimeout = timer.after(closeTimeout, () => socket.terminate())
  socket.on('close', cancelTimeout)
}
