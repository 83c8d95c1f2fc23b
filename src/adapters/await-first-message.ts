/**
 * Between the handshake and the first message nobody knows who is there: such a socket costs a little memory for a
 * little time, and nothing else. What comes before the answer to the first message is too early, and ends it.
 */
import type { IncomingMessage } from 'node:http'
import type { IdentifyFirst, SocketIdentity } from '../features/sockets/admit-socket.ts'
import type { SocketEnd } from '../features/sockets/close-codes.ts'
import { firstMessageAnswer, readFirstMessage } from '../features/sockets/first-message.ts'
import type { SocketOptions } from '../features/sockets/socket-options.ts'
import type { Timer } from '../ports/timer.ts'
import type { ServerSocket } from './server-socket.ts'

interface Waiting {
  readonly socket: ServerSocket
  readonly request: IncomingMessage
  readonly options: SocketOptions
  readonly timer: Timer
  readonly identify: IdentifyFirst
  readonly identified: (identity: SocketIdentity) => void
  readonly end: (why: SocketEnd) => void
}

/** What the frames of a message and their masks add to it. */
const overhead = 256

/** Calls `identified` or `end`, once; neither when the client leaves. */
export function awaitFirstMessage(waiting: Waiting): void {
  const { socket, options, timer, identify, identified } = waiting
  const { firstMessageTimeout = 5000, firstMessageLimit = 8192 } = options
  const connection = waiting.request.socket
  let state: 'waiting' | 'judging' | 'over' = 'waiting'
  let bytes = 0

  const callOff = timer.after(firstMessageTimeout, () => end('slow'))
  // The library gathers a whole message first, as large as its own limit lets it be: so the bytes are counted here.
  connection.on('data', count)
  socket.on('message', (data, isBinary) => void read(data, isBinary))
  socket.on('close', stop)

  function count(chunk: Uint8Array): void {
    bytes += chunk.length
    if (bytes > firstMessageLimit + overhead) end('oversized')
  }

  async function read(data: Buffer, isBinary: boolean): Promise<void> {
    const token = state !== 'waiting' || isBinary ? undefined : readFirstMessage(data.toString())
    if (data.length > firstMessageLimit) return end('oversized')
    if (token === undefined) return end('refused')
    state = 'judging'
    const answer = await identify(token)
    if (state !== 'judging') return
    if (typeof answer === 'string') return end(answer)
    stop()
    socket.send(firstMessageAnswer)
    identified(answer)
  }

  function stop(): void {
    state = 'over'
    callOff()
    connection.off('data', count)
    socket.removeAllListeners('message')
  }

  function end(why: SocketEnd): void {
    if (state === 'over') return
    stop()
    waiting.end(why)
  }
}
