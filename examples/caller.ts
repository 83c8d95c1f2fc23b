/** For the tests of the examples: one user of an app, who keeps the token of the registration and sends it along. */
import assert from 'node:assert/strict'

export const secretKey = 'a secret of the examples, long enough for a test'
export const password = 'SecurePass123!'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its app answers.
  readonly json: any
}

export interface Caller {
  register(email: string): Promise<void>
  send(method: string, path: string, body?: object): Promise<Answer>
  /** The access token, once registered. */
  token(): string | undefined
}

export function createCaller(url: string): Caller {
  let token: string | undefined
  async function send(method: string, path: string, body?: object): Promise<Answer> {
    const headers = new Headers()
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
    if (body !== undefined) headers.set('Content-Type', 'application/json')
    const response = await fetch(new URL(path, url), { method, headers, ...(body && { body: JSON.stringify(body) }) })
    const text = await response.text()
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    send,
    token: () => token,
    async register(email) {
      const { status, json } = await send('POST', '/api/auth/register/', {
        email,
        password,
        password_confirm: password,
      })
      assert.equal(status, 201)
      token = json.tokens.access
    },
  }
}
