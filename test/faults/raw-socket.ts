/** Bytes on a socket: for requests that no client library would send, or not so slowly. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawSocket {
  write(text: string): void
  /** Resolves when the text has come. Rejects when the connection ends before. */
  until(text: string | RegExp): Promise<string>
  /** Everything that came, once the other side has closed. */
  readonly whole: Promise<string>
  end(): void
}

export async function openSocket(port: number): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  await once(socket, 'connect')
  let received = ''
  socket.on('data', text => {
    received += text
  })
  const closed = new Promise<string>(resolve => {
    socket.on('error', () => {})
    socket.once('close', () => resolve(received))
  })
  return {
    write: text => void socket.write(text, 'latin1'),
    until: text => waitFor(socket, () => received, text),
    whole: closed,
    end: () => void socket.end(),
  }
}

function waitFor(socket: Socket, received: () => string, text: string | RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (typeof text === 'string' ? received().includes(text) : text.test(received())) resolve(received())
    }
    socket.on('data', look)
    socket.once('close', () => reject(new Error(`the connection ended after ${JSON.stringify(received())}`)))
    look()
  })
}

/** Whether nobody listens there. */
export async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return (await new Promise(resolve => {
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true))
  }).finally(() => socket.destroy())) as boolean
}
