/**
 * `fetch` and what belongs to it, as the project that compiles us declares them: by the DOM's types, Node's, a worker's
 * or React Native's. A project without any of these gets the few members that are used here, and compiles as well.
 */
export type Fetch = typeof globalThis extends { readonly fetch: infer Found } ? Found : FetchLike

export type FetchResponse = typeof globalThis extends { readonly fetch: (input: never) => Promise<infer Found> }
  ? Found
  : ResponseLike

/** What a handler is called with. */
export type FetchRequest = typeof globalThis extends { readonly Request: { readonly prototype: infer Found } }
  ? Found
  : RequestLike

export type FetchInit = typeof globalThis extends { readonly fetch: (input: never, init?: infer Found) => unknown }
  ? NonNullable<Found>
  : RequestInitLike

export type PlatformUrl = typeof globalThis extends { readonly URL: { readonly prototype: infer Found } }
  ? Found
  : UrlLike

/** An address: a `URL`, or what has its `href`. */
export interface UrlLike {
  readonly href: string
}

export interface RequestLike {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
}

export interface ResponseLike {
  readonly ok: boolean
  readonly status: number
  readonly headers: { get(name: string): string | null; has(name: string): boolean }
  readonly body: unknown
  json(): Promise<unknown>
  text(): Promise<string>
  clone(): ResponseLike
}

export interface RequestInitLike {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** An AbortSignal. */
  readonly signal?: unknown
  readonly credentials?: 'omit' | 'same-origin' | 'include'
  readonly redirect?: 'follow' | 'error' | 'manual'
}

type FetchLike = (input: string, init?: RequestInitLike) => Promise<ResponseLike>
