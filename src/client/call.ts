/** Calls of endpoints by their rows, typed by what `latchkey client-types` printed. */
import type { FetchInit, FetchResponse } from '../kernel/platform-fetch.ts'
import type { Client } from './client.ts'
import { type Later, laterOf, type Refused, type RequestOutcome } from './outcome.ts'

/** What a row takes and answers. */
export interface EndpointTypes {
  readonly params?: object | undefined
  readonly query?: object | undefined
  readonly headers?: object | undefined
  readonly body?: unknown
  readonly answer: unknown
}

/** What a call gives: the row's parts, and a signal. */
export type CallOptions<Row> = Omit<Row, 'answer'> & { readonly signal?: FetchInit['signal'] }

/** The server has done it. */
export interface Called<Data> {
  readonly kind: 'called'
  readonly status: number
  readonly data: Data
  readonly response: FetchResponse
}

/** What became of a call. */
export type CallOutcome<Data> =
  | Called<Data>
  | Refused
  | Later
  | Extract<RequestOutcome, { readonly kind: 'signed_out' }>

/** What `createCall` returns. */
export type Call<Endpoints> = <Name extends keyof Endpoints & string>(
  name: Name,
  ...options: object extends Omit<Endpoints[Name], 'answer'>
    ? [options?: CallOptions<Endpoints[Name]>]
    : [options: CallOptions<Endpoints[Name]>]
) => Promise<CallOutcome<Endpoints[Name] extends { readonly answer: infer Data } ? Data : never>>

/**
 * ```ts
 * const call = createCall<Endpoints>(client)
 * const outcome = await call('PATCH /api/notes/{id}/', { params: { id: 1 }, body: { text: 'Hello' } })
 * if (outcome.kind === 'called') show(outcome.data.text)
 * ```
 *
 * The types are believed: an answer is NOT checked against them. Throws TypeError for a parameter of the path that would
 * lead to another path (path traversal).
 */
export function createCall<Endpoints>(client: Pick<Client, 'request'>): Call<Endpoints> {
  const call = async (name: string, options: Partial<EndpointTypes> & Pick<FetchInit, 'signal'> = {}) => {
    const { params, query, headers, body, signal } = options
    const [method = '', path = ''] = name.split(' ')
    const outcome = await client.request(fill(path, { ...params }) + search({ ...query }), {
      method,
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    return outcome.kind === 'answer' ? await readData(outcome.response) : outcome
  }
  return call as Call<Endpoints>
}

function fill(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const text = String(params[name] ?? '')
    // A URL resolves dots, also encoded ones.
    if (/^\.{0,2}$/.test(text)) throw new TypeError(`${name}: '${text}' cannot stand in a path`)
    return encodeURIComponent(text)
  })
}

function search(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

async function readData(response: FetchResponse): Promise<Called<unknown> | Refused | Later> {
  const { status, ok } = response
  if (status >= 500) return laterOf(response)
  const text = await response.text()
  let data: unknown
  try {
    data = text === '' ? undefined : JSON.parse(text)
  } catch {
    // A body that was cut off, or a page of a proxy.
    return laterOf(response)
  }
  return ok ? { kind: 'called', status, data, response } : { kind: 'refused', status, body: data }
}
