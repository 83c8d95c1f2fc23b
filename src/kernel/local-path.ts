/** A path of this origin, as a browser would follow it: for addresses that requests name (open redirect). */

const longest = 2000

export interface LocalPath {
  readonly pathname: string
  /** With query and fragment. */
  readonly text: string
}

/** Browsers read `//host` and `/\host` as another host, drop tabs and line ends, and follow `..` also as `%2e%2e`. */
export function parseLocalPath(text: string): LocalPath | undefined {
  if (text.length > longest || !/^\/(?![/\\])[^\\\p{C}\s]*$/u.test(text)) return undefined
  const origin = 'http://this.invalid'
  const url = URL.parse(text, origin)
  if (url === null || url.origin !== origin || url.pathname.startsWith('//')) return undefined
  // Some servers decode these before they look at the segments.
  if (/%2f|%5c/i.test(url.pathname)) return undefined
  return { pathname: url.pathname, text: `${url.pathname}${url.search}${url.hash}` }
}
