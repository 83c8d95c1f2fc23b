/** `smtp://user:password@host:port`, and `smtps://` for TLS from the first byte. */
export interface SmtpAddress {
  readonly host: string
  readonly port: number
  readonly isSecure: boolean
  readonly user: string
  readonly password: string
}

/** `undefined`: it is none. A query is refused: what it switched off would stay unseen. */
export function parseSmtpUrl(text: string): SmtpAddress | undefined {
  const url = URL.parse(text)
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) return undefined
  const isSecure = url.protocol === 'smtps:'
  const [user, password] = [decoded(url.username), decoded(url.password)]
  if (user === undefined || password === undefined) return undefined
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  // What submission listens on (RFC 8314 section 3.3).
  return { host, port: Number(url.port || (isSecure ? 465 : 587)), isSecure, user, password }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
