/** The contract of every adapter about addresses: whose logins are counted, asked over real connections. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

const wrong = JSON.stringify({ email: 'no-one@example.com', password: 'wrong' })

/** One login from a local address, with a header that a client or a proxy may have written. The answer's status. */
export async function tryLogin(url: string, localAddress: string, forwardedFor?: string): Promise<number | undefined> {
  const said = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  const headers = { 'content-type': 'application/json', ...said }
  const sent = request(`${url}/api/auth/login/`, { method: 'POST', headers, localAddress, agent: false })
  sent.end(wrong)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode
}

/** Each connection is its own client, whatever it says about itself (IP spoofing). */
export async function checkDirectClients(url: string): Promise<void> {
  const forged = Array.from({ length: 5 }, (_, index) => `203.0.113.${index}`)
  for (const each of forged) assert.equal(await tryLogin(url, '127.0.0.1', each), 401)
  assert.equal(await tryLogin(url, '127.0.0.1', '203.0.113.9'), 429)
  assert.equal(await tryLogin(url, '127.0.0.2'), 401, 'another client has logins of its own')
}

/** With `trustedProxies: ['127.0.0.1']`, the clients are those that the proxy names, and other peers stay themselves. */
export async function checkProxiedClients(url: string): Promise<void> {
  for (let count = 0; count < 5; count += 1) {
    assert.equal(await tryLogin(url, '127.0.0.1', `198.51.100.${count}, 203.0.113.1`), 401)
  }
  assert.equal(await tryLogin(url, '127.0.0.1', '203.0.113.1'), 429)
  assert.equal(await tryLogin(url, '127.0.0.1', '203.0.113.2'), 401)
  assert.equal(await tryLogin(url, '127.0.0.2', '203.0.113.1'), 401, 'no proxy, so not believed')
}
