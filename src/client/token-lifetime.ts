/** How long a token lives, by its own two times: their difference does not depend on whose clock is right. */

/** Milliseconds, or `undefined` where the token does not say. Judges nothing: that is the server's business. */
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
