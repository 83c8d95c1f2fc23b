/** Requests and answers as endpoints see them. Adapters convert their platform's objects to and from these. */
import type { UserId } from '../../kernel/user-id.ts'

/** A request. Adapters make it of their platform's; the body is unread until it is asked for. */
export interface Incoming {
  /** The method of the request line, as sent. Override headers and members do nothing. */
  readonly method: string
  /** The path without the query. Adapters give it as sent; from dispatch on, it is the one that the table has. */
  readonly path: string
  /** The beginning of `path` at which the application has mounted Latchkey, as adapters give it: `/v1`. */
  readonly mountPath?: string | undefined
  /** From dispatch on: what stands before `path` for the client (`request/base-path.ts`). Links begin with it. */
  readonly basePath?: string | undefined
  /** From dispatch on: no row serves it, because it is not below the setting `basePath`. */
  readonly isOutside?: true | undefined
  /** From dispatch on, and as adapters know it of a route of the application: the values of the path's parameters. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** What follows the first `?`, or an empty string. */
  readonly query: string
  /** A header by its lower-case name; repeated ones joined by `, `. One character for each byte (latin-1). */
  header(name: string): string | undefined
  /**
   * Reads the whole body; called only after the request was authorized. Throws `payload_too_large` after `limit`
   * bytes at the latest.
   */
  body(limit: number): Promise<Uint8Array>
  /**
   * The address of the peer, `unix` for one on a Unix socket, or empty; from dispatch on, the client's behind trusted
   * proxies, and empty where it is unknown.
   */
  readonly remoteAddress: string
  /** How the application makes a missing address known, on the platform that the adapter serves: for the operator. */
  readonly addressFix?: string | undefined
  /** Ties the answer, events and audit rows of this request together; dispatch makes one where there is none. */
  readonly traceId?: string | undefined
  /** The scheme of the client's connection, where it is known: a plain socket may have a proxy in front of it. */
  readonly scheme?: 'http' | 'https' | undefined
}

/** What an endpoint answers; JSON unless `body` is absent, HTML where `page` is given. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  /** A whole HTML document. What comes from a request or from users is in it only as `html` of mail/html.ts escapes it (XSS). */
  readonly page?: string
  /** Anything else: a file, a picture, an export. */
  readonly content?: Content
  readonly headers?: Readonly<Record<string, string>>
  /** Values of `Set-Cookie`, one header each. */
  readonly cookies?: readonly string[]
}

/** Bytes of a media type. A stream is read as fast as the client takes it, and left when the client goes. */
export interface Content {
  /** With its charset, where it is text. */
  readonly type: string
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
}

/** Answers one request. Adapters call it; the headers of CORS and HTTPS are wrapped around it. */
export type Dispatch = (incoming: Incoming) => Promise<Outgoing>

/** A layer of dispatch. What is known at once is not waited for: a promise costs a request 0.2 us. */
export type Step = (incoming: Incoming) => Outgoing | Promise<Outgoing>

/** What is sent to the client. */
export interface Outgoing {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Sent in the place of `body`, which is empty then. A stream that fails has to end the connection: RFC 9112, section 8. */
  readonly bytes?: Content['bytes']
  /** For metrics and spans; adapters ignore it. */
  readonly about?: AnswerFacts
}

/** What is known of an answer beside its bytes. */
export interface AnswerFacts {
  /** The path of the row, with its parameters in braces. Absent where no row matched. */
  readonly route?: string
  /** The stable code of the refusal. */
  readonly code?: string
  /** Who asked, where authentication told. */
  readonly userId?: UserId
}
