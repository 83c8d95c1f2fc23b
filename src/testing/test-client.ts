/** Sends requests in tests, with helpers for the ones that nearly every test makes. */
import type { Dispatch } from '../http/dispatch.ts'
import type { Incoming } from '../http/request/message.ts'

/** A request of a test. */
export interface TestRequest {
  /** Sent as JSON. */
  readonly json?: unknown
  /** The raw body, instead of `json`. */
  readonly body?: string
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer, with its body as text and as JSON. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; `undefined` if the answer is not JSON. Not typed: a test knows what it asked for. */
  // biome-ignore lint/suspicious/noExplicitAny: a test asserts the shape of the body itself
  readonly json: any
}

/** The token pair that a login or a refresh returned. */
export interface Pair {
  readonly access: string
  readonly refresh: string
}

/** Requests that nearly every test makes. */
export interface TestClient {
  request(method: string, path: string, request?: TestRequest): Promise<Reply>
  /** Registers an account and returns its first pair. */
  register(email: string, password?: string): Promise<Pair>
  login(email: string, password?: string): Promise<Pair>
  refresh(token: string): Promise<Reply>
  logout(pair: Pair): Promise<Reply>
  changePassword(access: string, to: string, from?: string): Promise<Reply>
  /** The answer of a protected endpoint to this access token. */
  visit(access: string): Promise<Reply>
}

/** A password that passes all rules. */
export const testPassword = 'SecurePass123!'

/** Sends requests to a dispatch without a network. `auth.dispatch` of a test Auth is one. */
export function createTestClient(dispatch: Dispatch): TestClient {
  const request = async (method: string, target: string, options: TestRequest = {}): Promise<Reply> => {
    const { status, headers, body, bytes } = await dispatch(toIncoming(method, target, options))
    const text = bytes === undefined ? body : await readBytes(bytes)
    return { status, headers: new Headers(headers.map(([name, value]) => [name, value])), text, json: read(text) }
  }
  const post = (path: string, json: unknown, token?: string) => request('POST', `/api/auth/${path}/`, { json, token })

  return {
    request,
    async register(email, password = testPassword) {
      return expect(201, await post('register', { email, password, password_confirm: password })).tokens
    },
    async login(email, password = testPassword) {
      return expect(200, await post('login', { email, password }))
    },
    refresh: token => post('token/refresh', { refresh: token }),
    logout: ({ refresh, access }) => post('logout', { refresh }, access),
    changePassword: (access, to, from = testPassword) =>
      post('password/change', { old_password: from, new_password: to, new_password_confirm: to }, access),
    visit: access => request('GET', '/api/auth/profile/', { token: access }),
  }
}

/** With a byte order mark, where there is one. */
async function readBytes(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  const pieces = bytes instanceof Uint8Array ? [bytes] : await Array.fromAsync(bytes)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(pieces))
}

function toIncoming(method: string, target: string, { json, body, token, headers = {} }: TestRequest): Incoming {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const text = body ?? (json === undefined ? '' : JSON.stringify(json))
  const sent = new Headers({ host: 'localhost', ...(text === '' ? {} : { 'content-type': 'application/json' }) })
  if (token !== undefined) sent.set('authorization', `Bearer ${token}`)
  for (const [name, value] of Object.entries(headers)) sent.set(name, value)
  return {
    method,
    path,
    query,
    header: name => sent.get(name) ?? undefined,
    body: async () => Buffer.from(text),
    remoteAddress: '192.0.2.1',
  }
}

function expect(status: number, reply: Reply) {
  if (reply.status !== status) throw new Error(`expected ${status}, got ${reply.status}: ${reply.text}`)
  return reply.json
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
