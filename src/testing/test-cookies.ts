/** Reads an answer's cookies as a browser would, as far as tests need it. */
import type { Reply, TestClient } from './test-client.ts'
import { testPassword } from './test-client.ts'

/** A cookie as an answer set it. */
export interface SeenCookie {
  readonly name: string
  readonly value: string
  /** By lower-case name; the value is empty for an attribute without one. */
  readonly attributes: Readonly<Record<string, string>>
}

/** The cookies that an answer sets, with their attributes. */
export function cookiesOf({ headers }: Pick<Reply, 'headers'>): readonly SeenCookie[] {
  return headers.getSetCookie().map(parseSetCookie)
}

export function parseSetCookie(text: string): SeenCookie {
  const [pair = '', ...said] = text.split('; ')
  const [name, value] = splitPair(pair)
  const attributes = said.map(splitPair).map(([key, content]) => [key.toLowerCase(), content] as const)
  return { name, value, attributes: Object.fromEntries(attributes) }
}

/** The `Cookie` header that a browser sends with its next request. */
export function cookieHeader(reply: Pick<Reply, 'headers'>): string {
  const kept = cookiesOf(reply).filter(({ attributes }) => attributes['max-age'] !== '0')
  return kept.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** Logs in by cookie and returns the `Cookie` header for later requests. `register` creates the account. */
export async function loginByCookie(client: TestClient, email: string, password = testPassword): Promise<string> {
  const reply = await client.request('POST', '/api/auth/cookie/login/', { json: { email, password } })
  if (reply.status !== 200) throw new Error(`expected 200, got ${reply.status}: ${reply.text}`)
  return cookieHeader(reply)
}

function splitPair(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
