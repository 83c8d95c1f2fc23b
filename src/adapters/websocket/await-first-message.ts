/**
 * Waits for the first message, which carries the token. Until then the client is unknown, so the socket may only use a
 * little memory for a short time (denial of service). A further message before the reply closes it.
 */
import type { IncomingMessage } from 'node:http'
import type { AdmitFirstMessage, SocketCaller } from '../../features/sockets/admit-socket.ts'
import type { SocketCloseReason } from '../../features/sockets/close-codes.ts'
import { firstMessageAnswer, readFirstMessage } from '../../features/sockets/first-message.ts'
import type { SocketOptions } from '../../features/sockets/socket-options.ts'
import type { Timer } from '../../ports/timer.ts'
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

/** Bytes that frame headers and masks add to a message. */
const overhead = 256

/** Calls `admitted` or `close` once, or neither when the client disconnects. */
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
    // Before it is decoded: a few compressed bytes unpack to megabytes (decompression bomb).
    if (data.length > firstMessageLimit) return close('oversized')
    const token = state !== 'waiting' || isBinary ? undefined : readFirstMessage(data.toString())
    if (token === undefined) return close('refused')
    state = 'checking'
    const result = await admitToken(token)
    if (state !== 'checking') return
    if (typeof result === 'string') return close(result)
    stop()
    socket.send(firstMessageAnswer)
    admitted(result)
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
