/** `smtp://user:password@host:port`, and `smtps://` for TLS from the first byte. */
export interface SmtpAddress {
  readonly host: string
  readonly port: number
  readonly isSecure: boolean
  readonly user: string
  readonly password: string
}

/** `undefined` when the text is not one. A query is refused: in nodemailer's URLs it can switch off TLS checks. */
export function parseSmtpUrl(text: string): SmtpAddress | undefined {
  const url = URL.parse(text)
  if (url === null || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return undefined
  if (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) return undefined
  const isSecure = url.protocol === 'smtps:'
  const [user, password] = [decode(url.username), decode(url.password)]
  if (user === undefined || password === undefined) return undefined
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  // The submission ports (RFC 8314 section 3.3).
  return { host, port: Number(url.port || (isSecure ? 465 : 587)), isSecure, user, password }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
