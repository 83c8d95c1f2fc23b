/**
 * What becomes of a refresh token whose session did not rotate: the pure half of the compare-and-swap. jtis are
 * compared, never times, so that being replaced within the same second does not matter; a grandparent is never
 * forgiven, also inside the window (RFC 9700 section 4.14.2; django-oauth-toolkit issue 1617 is the counterexample).
 */
import type { Session, TokenStamp } from './session.ts'

export type RotationOutcome =
  | { readonly kind: 'rotated' }
  | { readonly kind: 'forgiven'; readonly current: TokenStamp }
  | { readonly kind: 'reused' }
  | { readonly kind: 'gone' }

type Standing = Pick<Session, 'endedAt' | 'current' | 'previous'>

/** Judges `jti` against the row as it is now. `grace` and `now` are in ms. */
export function decideRotation(
  session: Standing | undefined,
  jti: string,
  now: number,
  grace: number,
): RotationOutcome {
  if (session === undefined || session.endedAt !== null) return { kind: 'gone' }
  if (session.current.jti === jti) return { kind: 'rotated' }
  if (isForgivable(session, jti, now, grace)) return { kind: 'forgiven', current: session.current }
  return { kind: 'reused' }
}

function isForgivable(session: Standing, jti: string, now: number, grace: number): boolean {
  const parent = session.previous
  return parent !== null && parent.jti === jti && grace > 0 && now - parent.replacedAt <= grace
}
