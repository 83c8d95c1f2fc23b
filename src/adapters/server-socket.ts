/** What Latchkey asks of an open WebSocket: as `ws` has it, and what is built on `ws`. */
import { type SocketEnd, socketEnds } from '../features/sockets/close-codes.ts'
import type { Timer } from '../ports/timer.ts'

export interface ServerSocket {
  send(text: string): void
  close(code: number, reason: string): void
  /** Cuts the connection. */
  terminate(): void
  /** Reads no more. */
  pause(): void
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): unknown
  on(event: 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  removeAllListeners(event: 'message'): unknown
}

/** Milliseconds for a client to close its own half. */
const farewell = 2000

/** Nothing that still comes reaches the application: a client that does not answer the close could go on talking. */
export function endSocket(socket: ServerSocket, why: SocketEnd, timer: Timer): void {
  const { code, says } = socketEnds[why]
  socket.removeAllListeners('message')
  socket.close(code, says)
  if (why === 'oversized') socket.pause()
  const callOff = timer.after(farewell, () => socket.terminate())
  socket.on('close', callOff)
}
