/** Requests and answers as endpoints see them. Adapters convert their platform's objects to and from these. */

export interface Incoming {
  /** The method of the request line, as sent. Override headers and members do nothing. */
  readonly method: string
  /** The path as sent, without the query. */
  readonly path: string
  /** What follows the first `?`, or an empty string. */
  readonly query: string
  /** A header by its lower-case name; repeated ones joined by `, `. One character for each byte (latin-1). */
  header(name: string): string | undefined
  /**
   * Reads the whole body; called only after the request was authorized. Throws `payload_too_large` after `limit`
   * bytes at the latest.
   */
  body(limit: number): Promise<Uint8Array>
  /** The address of the peer; from dispatch on, the client's own behind trusted proxies. */
  readonly remoteAddress: string
  /** Ties the answer, events and audit rows of this request together; dispatch makes one where there is none. */
  readonly traceId?: string | undefined
  /** The scheme of the client's connection, where it is known: a plain socket may have a proxy in front of it. */
  readonly scheme?: 'http' | 'https' | undefined
}

/** What an endpoint answers; JSON unless `body` is absent, HTML where `page` is given. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** A whole HTML document. It must not contain anything from a request (XSS). */
  readonly page?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Values of `Set-Cookie`, one header each. */
  readonly cookies?: readonly string[]
}

/** Answers one request. Adapters call it; the headers of CORS and HTTPS are wrapped around it. */
export type Dispatch = (incoming: Incoming) => Promise<Outgoing>

/** What is sent to the client. */
export interface Outgoing {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** For metrics and spans; adapters ignore it. */
  readonly about?: AnswerFacts
}

/** What is known of an answer beside its bytes. */
export interface AnswerFacts {
  /** The path of the row, with its parameters in braces. Absent where no row matched. */
  readonly route?: string
  /** The stable code of the refusal. */
  readonly code?: string
}
