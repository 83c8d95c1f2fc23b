/** Reads the claims of a token. Does NOT verify the token; the server does. */

/** `undefined` when the token is not a JWT with an object of claims. */
export function readClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const [, payload = ''] = token.split('.')
    const bytes = atob(payload.replaceAll('-', '+').replaceAll('_', '/'))
    // JSON is UTF-8 (RFC 7519 section 3).
    const text = new TextDecoder().decode(Uint8Array.from(bytes, byte => byte.charCodeAt(0)))
    const claims: unknown = JSON.parse(text)
    return claims instanceof Object ? { ...claims } : undefined
  } catch {
    return undefined
  }
}
