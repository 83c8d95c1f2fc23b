/** Token leakage: no token, valid or not, is in a socket's log lines, answers or close reasons. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { tokensInAddressesEndUpInLogs } from '../../../adapters/websocket/websocket.ts'
import { createLog } from '../../../server/log.ts'
import { type Platform, type SocketServer, serveSockets } from './socket-server.ts'

/** Every kind of credentials for a socket, and what its client receives. */
async function openInEveryWay({ connect }: SocketServer, token: string): Promise<string> {
  const seen: string[] = []
  const first = connect()
  first.socket.once('open', () => first.socket.send(JSON.stringify({ type: 'authenticate', token })))
  const clients = [
    first,
    connect({ headers: { authorization: `Bearer ${token}` } }),
    connect({ headers: { cookie: `access_token=${token}` } }),
    connect({}, ['chat', `latchkey.bearer.${token}`]),
    connect({}, [], `?token=${token}`),
  ]
  for (const { socket } of clients) {
    socket.on('message', text => seen.push(String(text)))
    socket.on('close', (code, reason) => seen.push(`${code} ${reason}`))
    socket.on('upgrade', answer => seen.push(JSON.stringify(answer.rawHeaders)))
    socket.on('unexpected-response', async (_request, answer) => {
      seen.push(JSON.stringify(answer.rawHeaders))
      for await (const chunk of answer) seen.push(String(chunk))
    })
  }
  // With an invalid cookie, the socket waits for its first message.
  const settled = clients.map(({ socket, ended }) =>
    Promise.race([ended, once(socket, socket === first.socket ? 'message' : 'open')]),
  )
  await Promise.all(settled)
  for (const { socket } of clients) socket.terminate()
  await Promise.all(clients.map(({ ended }) => ended))
  return seen.join('\n')
}

for (const platform of ['ws', 'fastify'] satisfies Platform[]) {
  test(`${platform}: no token, and no part of one, is in an event, a log line, an answer or a close reason`, async t => {
    const server = await serveSockets(t, { platform, options: { tokenInQuery: tokensInAddressesEndUpInLogs } })
    const { access } = await server.auth.register('user@example.com')
    const tokens = [access, `${access.slice(0, -4)}AAAA`, 'not.a.token', `${access.split('.')[0]}.e30.AAAA`]
    const seen: string[] = []
    for (const token of tokens) seen.push(await openInEveryWay(server, token))
    const lines: string[] = []
    const log = createLog(true, { stream: { write: line => void lines.push(line) } })
    for (const event of server.auth.events) log.emit(event)
    assert.ok(lines.some(line => line.includes('token.refused')))
    const written = [...seen, ...lines, JSON.stringify(server.auth.events)].join('\n')
    for (const secret of [...tokens, ...access.split('.').slice(1)]) assert.ok(!written.includes(secret), secret)
  })
}
