/** The answer to a refused request: SimpleJWT's body, with the headers of Latchkey's server. */
import type { AuthError } from '../../problems.ts'

export interface Refused {
  readonly kind: 'refused'
  readonly error: AuthError
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export function refusedBy(error: AuthError): Refused {
  const { status, body, code, isChallenge, challenge } = error
  const realm = challenge ?? (isChallenge ? 'realm="api"' : undefined)
  return {
    kind: 'refused',
    error,
    status,
    headers: [
      ['Content-Type', 'application/json'],
      // No cache keeps an answer that depends on who asks.
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
      ...('code' in body ? [] : [['Latchkey-Code', code] as const]),
      ...(realm === undefined ? [] : [['WWW-Authenticate', `Bearer ${realm}`] as const]),
      ...Object.entries(error.headers),
    ],
    body: JSON.stringify(body),
  }
}
