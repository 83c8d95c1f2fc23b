/**
 * Between the handshake and the first message a socket has no principal: it costs a little memory for a little time,
 * and nothing else. Messages before the answer to the first one are too early, and close it.
 */
import type { IncomingMessage } from 'node:http'
import type { AdmitFirstMessage, SocketCaller } from '../features/sockets/admit-socket.ts'
import type { SocketCloseReason } from '../features/sockets/close-codes.ts'
import { firstMessageAnswer, readFirstMessage } from '../features/sockets/first-message.ts'
import type { SocketOptions } from '../features/sockets/socket-options.ts'
import type { Timer } from '../ports/timer.ts'
import type { ServerSocket } from './server-socket.ts'

interface Waiting {
  readonly socket: ServerSocket
  readonly request: IncomingMessage
  readonly options: SocketOptions
  readonly timer: Timer
  readonly admitToken: AdmitFirstMessage
  readonly admitted: (caller: SocketCaller) => void
  readonly close: (reason: SocketCloseReason) => void
}

/** What the frames and masks of a message add to it. */
const overhead = 256

/** Calls `admitted` or `close`, once; neither when the client leaves. */
export function awaitFirstMessage(waiting: Waiting): void {
  const { socket, options, timer, admitToken, admitted } = waiting
  const { firstMessageTimeout = 5000, firstMessageLimit = 8192 } = options
  const connection = waiting.request.socket
  let state: 'waiting' | 'checking' | 'over' = 'waiting'
  let bytes = 0

  const cancelTimeout = timer.after(firstMessageTimeout, () => close('slow'))
  // The WebSocket library collects a whole message first, up to its own limit, so the bytes are counted here.
  connection.on('data', count)
  socket.on('message', (data, isBinary) => void read(data, isBinary))
  socket.on('close', stop)

  function count(chunk: Uint8Array): void {
    bytes += chunk.length
    if (bytes > firstMessageLimit + overhead) close('oversized')
  }

  async function read(data: Buffer, isBinary: boolean): Promise<void> {
    const token = state !== 'waiting' || isBinary ? undefined : readFirstMessage(data.toString())
    if (data.length > firstMessageLimit) return close('oversized')
    if (token === undefined) return close('refused')
    state = 'checking'
    const answer = await admitToken(token)
    if (state !== 'checking') return
    if (typeof answer === 'string') return close(answer)
    stop()
    socket.send(firstMessageAnswer)
    admitted(answer)
  }

  function stop(): void {
    state = 'over'
    cancelTimeout()
    connection.off('data', count)
    socket.removeAllListeners('message')
  }

  function close(reason: SocketCloseReason): void {
    if (state === 'over') return
    stop()
    waiting.close(reason)
  }
}
