/** A cookie jar as a browser keeps it, as far as paths and ends go (RFC 6265 sections 5.1.4, 5.3 and 5.4). */
import { parseSetCookie } from './test-cookies.ts'

export interface CookieJar {
  /** Takes the `Set-Cookie` headers of an answer. */
  keep(headers: Headers): void
  /** The `Cookie` header for a path. */
  header(path: string): string
  /** Each cookie as `name path`. */
  names(): readonly string[]
}

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, { readonly pair: string; readonly path: string }>()
  return {
    keep(headers) {
      for (const { name, value, attributes } of headers.getSetCookie().map(parseSetCookie)) {
        const path = attributes.path ?? '/'
        const key = `${name} ${path}`
        if (attributes['max-age'] === '0') cookies.delete(key)
        else cookies.set(key, { pair: `${name}=${value}`, path })
      }
    },
    header: path =>
      [...cookies.values()]
        .filter(cookie => matches(path, cookie.path))
        .map(({ pair }) => pair)
        .join('; '),
    names: () => [...cookies.keys()].toSorted(),
  }
}

function matches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true
  return path.startsWith(cookiePath) && (cookiePath.endsWith('/') || path[cookiePath.length] === '/')
}
