/**
 * A node of an application whose pages a server draws: `/page` says who asks, with the cookies to set, and `/events` what happened here.
 * DIES: `before` the exchange, once it has the lease, or `after` it, before it has left its answer: by SIGKILL, once.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authenticate, latchkey } from '../../src/adapters/express.ts'
import { createAuth } from '../../src/auth.ts'
import { AuthError } from '../../src/problems.ts'

const { SECRET_KEY, DATABASE_URL = '', CONFIG = '{}', DIES = '' } = process.env
const events: string[] = []

const auth = await createAuth({
  secretKey: SECRET_KEY,
  database: DATABASE_URL,
  refreshCookieSentTo: 'site',
  debug: true,
  throttling: false,
  onEvent: ({ name }) => void events.push(name),
  ...JSON.parse(CONFIG),
  ...(DIES === 'before' ? { userAuthenticationRule: () => die() } : {}),
})
if (DIES === 'after') Object.assign(auth.system.refreshLeases, { answer: die })

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // Until the signal has come.
  for (;;);
}

const endpoints = latchkey(auth)

const server = createServer((request, response) =>
  endpoints(request, response, async () => {
    if (request.url === '/events') return answer(response, 200, events)
    try {
      const { principal, cookies, cookieHeader } = await authenticate(auth, request)
      for (const cookie of cookies) response.appendHeader('Set-Cookie', cookie)
      const email = principal === undefined ? null : (await principal.user()).email
      answer(response, 200, { email, cookieHeader, cookies })
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      answer(response, error.status, { code: error.code })
    }
  }),
)

function answer(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status
  response.end(JSON.stringify(body))
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listens on http://127.0.0.1:${port}`)
})
