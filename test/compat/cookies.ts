/** A simple cookie jar, by name and path. `Secure` is ignored, since the servers are on loopback. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly attributes: Readonly<Record<string, string | true>>
}

export type Jar = Map<string, { readonly value: string; readonly path: string }>

/** Parses one `Set-Cookie` line; attribute names are in lower case. */
export function parseCookie(line: string): Cookie {
  const [first = '', ...rest] = line.split(';')
  const [name, value] = splitOnce(first.trim())
  const attributes: Record<string, string | true> = {}
  for (const item of rest) {
    const [key, text] = splitOnce(item.trim())
    attributes[key.toLowerCase()] = item.includes('=') ? text : true
  }
  return { name, value: value.replace(/^"+|"+$/g, ''), attributes }
}

function splitOnce(text: string): [string, string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)]
}

/** The `Cookie` header for a path, or `undefined` if there are no cookies for it. */
export function cookieHeader(jar: Jar, path: string): string | undefined {
  const [plainPath = ''] = path.split('?')
  const pairs = [...jar].filter(([, cookie]) => plainPath.startsWith(cookie.path))
  return pairs.length === 0 ? undefined : pairs.map(([name, { value }]) => `${name}=${value}`).join('; ')
}

export function keepCookies(jar: Jar, lines: readonly string[]): void {
  for (const { name, value, attributes } of lines.map(parseCookie)) {
    const path = attributes.path
    if (attributes['max-age'] === '0' || value === '') jar.delete(name)
    else jar.set(name, { value, path: typeof path === 'string' ? path : '/' })
  }
}
