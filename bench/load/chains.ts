/**
 * Clients that refresh without a pause, each with the token that its last refresh gave. They write to sockets by hand, as
 * they share the machine with what they measure.
 */
import { connect, type Socket } from 'node:net'

export interface Chain {
  /**
   * Refreshes until `isOver`, and resolves with how often when the last one is answered. Rejects at an answer that is not 200.
   * Connects anew each time: a connection that waits in silence for its turn is ended by a server that looks after itself.
   */
  run(isOver: () => boolean): Promise<number>
}

const path = '/api/auth/token/refresh/'

/** `refresh`: the token to begin with. */
export function createChain(port: number, refresh: string): Chain {
  let token = refresh
  return {
    async run(isOver) {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      try {
        return await new Promise<number>((resolve, reject) => {
          let count = 0
          const ask = createAsker(socket, port, body => {
            const next = /"refresh":\s*"([^"]+)"/.exec(body)?.[1]
            if (next === undefined) return reject(new Error(`refused: ${body}`))
            token = next
            count += 1
            if (isOver()) return resolve(count)
            ask(token)
          })
          socket.once('error', reject).once('close', () => reject(new Error('the server hung up')))
          socket.once('connect', () => ask(token))
        })
      } finally {
        socket.destroy()
      }
    },
  }
}

/** Writes a request; hands on the body of each answer. */
function createAsker(socket: Socket, port: number, answered: (body: string) => void): (token: string) => void {
  let received = ''
  socket.on('data', chunk => {
    received += chunk.toString('latin1')
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received.slice(0, end))?.[1])
    const body = received.slice(end + 4)
    if (body.length < length) return
    received = ''
    answered(body)
  })
  return token => {
    const body = `{"refresh":"${token}"}`
    const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nUser-Agent: bench\r\n`
    socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`, 'latin1')
  }
}
