/**
 * Logins at a fixed rate, whether they are answered or not, from a process of its own: what an attack does. Reads what to
 * do on standard input, and prints how many were answered with which status.
 */
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Flood {
  readonly port: number
  readonly perSecond: number
  readonly seconds: number
  readonly bodies: readonly string[]
}

const { port, perSecond, seconds, bodies }: Flood = JSON.parse(await text(process.stdin))
const most = 2000
const idle: Socket[] = []
const all = new Set<Socket>()
const answers: Record<string, number> = {}
let sent = 0
const began = performance.now()
const pulse = setInterval(() => {
  const passed = performance.now() - began
  if (passed >= seconds * 1000) return end()
  while (sent < (perSecond * passed) / 1000) send(bodies[sent++ % bodies.length] ?? '')
}, 5)

function send(body: string): void {
  const socket = idle.pop() ?? (all.size < most ? open() : undefined)
  if (socket === undefined) return void count('unsent')
  const head = `POST /api/auth/login/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n`
  socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
}

/** Answers are small: each comes in one piece, or nearly always. */
function open(): Socket {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  all.add(socket)
  socket.on('data', data => {
    const status = /^HTTP\/1\.1 (\d{3})/.exec(data.toString('latin1', 0, 20))?.[1]
    if (status === undefined) return
    count(status)
    idle.push(socket)
  })
  socket.on('error', () => count('broken'))
  socket.on('close', () => all.delete(socket))
  return socket
}

function count(what: string): void {
  answers[what] = (answers[what] ?? 0) + 1
}

function end(): void {
  clearInterval(pulse)
  for (const socket of all) socket.destroy()
  process.stdout.write(JSON.stringify({ sent, answers }))
}
