/** An upload that says how far it is: by XMLHttpRequest, since `fetch` of browsers does not say it. */
import type { Fetch, FetchInit } from '../kernel/platform-fetch.ts'

/** How much of the body has left. Both are bytes; `total` is absent where the browser does not know it. */
export interface UploadProgress {
  readonly loaded: number
  readonly total?: number
}

/**
 * A `fetch` for one request: `client.fetch('/files/', { method: 'POST', body, fetch: fetchWithProgress(show) })`. When the
 * client sends the request again after a refresh, the progress begins anew. Where there is no XMLHttpRequest, as in Node
 * or a worker, it is the platform's `fetch` and says nothing. Throws for a stream: only `fetch` can send one.
 */
export function fetchWithProgress(onProgress: (progress: UploadProgress) => void): Fetch {
  const { XMLHttpRequest } = globalThis as { readonly XMLHttpRequest?: new () => Xhr }
  const send = async (input: { toString(): string }, init: FetchInit = {}): Promise<Response> => {
    if (XMLHttpRequest === undefined) return await globalThis.fetch(String(input), init)
    if (init.body instanceof ReadableStream) throw new TypeError('A stream has no progress: send a Blob or a File.')
    init.signal?.throwIfAborted()
    return await exchange(new XMLHttpRequest(), String(input), init, onProgress)
  }
  return send as Fetch
}

function exchange(xhr: Xhr, url: string, init: FetchInit, onProgress: (progress: UploadProgress) => void) {
  const { method = 'GET', headers, body, signal, credentials } = init
  return new Promise<Response>((resolve, reject) => {
    xhr.open(method, url)
    xhr.responseType = 'blob'
    xhr.withCredentials = credentials === 'include'
    for (const [name, value] of new Headers(headers)) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      onProgress(lengthComputable ? { loaded, total } : { loaded })
    xhr.onload = () => resolve(responseOf(xhr))
    xhr.onerror = () => reject(new TypeError('Failed to fetch'))
    xhr.onabort = () => reject(signal?.reason)
    signal?.addEventListener('abort', () => xhr.abort())
    xhr.send(body)
  })
}

function responseOf(xhr: Xhr): Response {
  const lines = xhr.getAllResponseHeaders().trim().split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  // These have no body, and a Response may not be given one.
  const body = [204, 205, 304].includes(xhr.status) ? null : xhr.response
  return new Response(body, {
    status: xhr.status,
    statusText: xhr.statusText,
    headers: headers.filter(([name]) => name),
  })
}

/** The members of XMLHttpRequest that are used here. */
interface Xhr {
  responseType: string
  withCredentials: boolean
  readonly status: number
  readonly statusText: string
  readonly response: Blob
  readonly upload: { onprogress: ((event: ProgressLike) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getAllResponseHeaders(): string
  send(body: FetchInit['body']): void
  abort(): void
}

interface ProgressLike {
  readonly loaded: number
  readonly total: number
  readonly lengthComputable: boolean
}
