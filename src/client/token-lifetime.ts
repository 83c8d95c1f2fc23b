/** The lifetime of a token from its exp and iat: the difference does not depend on the local clock. */

/** Milliseconds, or `undefined` when the token has no such times. Does NOT verify the token; the server does. */
export function lifetimeOf(token: string): number | undefined {
  try {
    const [, payload = ''] = token.split('.')
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    if (typeof claims !== 'object' || claims === null || !('exp' in claims) || !('iat' in claims)) return undefined
    const seconds = Number(claims.exp) - Number(claims.iat)
    return seconds > 0 ? seconds * 1000 : undefined
  } catch {
    return undefined
  }
}
