/** A request and an answer as the endpoints know them: what an adapter turns its platform's objects into. */

export interface Incoming {
  /** The method of the request line, as sent. Override headers and members do nothing. */
  readonly method: string
  /** The path as sent, without the query. */
  readonly path: string
  /** What follows the first `?`, or an empty text. */
  readonly query: string
  /** A header by its lower-case name; repeated ones joined by `, `. Text holds one character a byte (latin-1). */
  header(name: string): string | undefined
  /**
   * Reads the whole body; asked only when somebody was let in who may send one. Throws `payload_too_large`, at the
   * latest when `limit` bytes have come.
   */
  body(limit: number): Promise<Uint8Array>
  /** The address of the peer; from dispatch on, the client's own behind trusted proxies. */
  readonly remoteAddress: string
  /** What ties this request's answer, events and audit rows together; dispatch makes one where there is none. */
  readonly traceId?: string | undefined
  /** The scheme that the client spoke, where that is known: a plain socket may have a proxy before it. */
  readonly scheme?: 'http' | 'https' | undefined
}

/** What an endpoint answers; JSON unless `body` is absent, HTML where `page` is given. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** A whole HTML document. What stands in it must not come from a request. */
  readonly page?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Values of `Set-Cookie`, one header each. */
  readonly cookies?: readonly string[]
}

/** Answers one request: what adapters call, and what headers of CORS and HTTPS are wrapped around. */
export type Dispatch = (incoming: Incoming) => Promise<Outgoing>

/** What goes to the wire. */
export interface Outgoing {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** For counters and spans; adapters leave it alone. */
  readonly about?: AnswerFacts
}

/** What is known of an answer beside its bytes. */
export interface AnswerFacts {
  /** The path of the row, with its parameters in braces. Absent where no row was meant. */
  readonly route?: string
  /** The stable code of the refusal. */
  readonly code?: string
}
