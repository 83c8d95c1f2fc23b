/**
 * Paths that stand before others: `/app` in `/app/api/auth/login/`. They get into redirects and into `Set-Cookie`, so
 * only plain segments are accepted: `//host` would lead to another host (open redirect), `..` out of the prefix, and
 * `;` would add attributes to a cookie.
 */
const longest = 256
const segments = /^(?:\/[A-Za-z0-9._~!$&'()*+=:@%-]+)*$/

/** `/app` for `/app` and `/app/`, an empty text for `/`, and `undefined` for what is no such path. */
export function readBasePath(text: string): string | undefined {
  const path = text.endsWith('/') ? text.slice(0, -1) : text
  if (path.length > longest || !segments.test(path)) return undefined
  return path.split('/').slice(1).every(isPlainSegment) ? path : undefined
}

/** Whether a path is one below the base, in whole segments: `/application` is not below `/app`. */
export function isBelow(path: string, base: string): boolean {
  return base === '' || path.startsWith(`${base}/`)
}

/** Browsers read `%2e%2e` as `..`, and servers some of the others. */
function isPlainSegment(segment: string): boolean {
  try {
    const meant = decodeURIComponent(segment)
    return meant !== '.' && meant !== '..' && !/[/\\;,\p{Cc}]/u.test(meant)
  } catch {
    return false
  }
}
