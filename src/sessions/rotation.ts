/**
 * The outcome for a refresh token when the compare-and-swap did not rotate: the pure half of it. jtis are compared,
 * never times, so a replacement within the same second does not matter. A grandparent is never forgiven, even within
 * the grace period (replay; RFC 9700 section 4.14.2; django-oauth-toolkit issue 1617 is the counterexample).
 */
import type { Session, TokenStamp } from './session.ts'

export type RotationOutcome =
  | { readonly kind: 'rotated' }
  | { readonly kind: 'forgiven'; readonly current: TokenStamp }
  | { readonly kind: 'reused' }
  | { readonly kind: 'gone' }

type RotationState = Pick<Session, 'endedAt' | 'current' | 'previous'>

/** Compares `jti` with the current row. `grace` and `now` are in ms. */
export function decideRotation(
  session: RotationState | undefined,
  jti: string,
  now: number,
  grace: number,
): RotationOutcome {
  if (session === undefined || session.endedAt !== null) return { kind: 'gone' }
  if (session.current.jti === jti) return { kind: 'rotated' }
  if (isForgivable(session, jti, now, grace)) return { kind: 'forgiven', current: session.current }
  return { kind: 'reused' }
}

function isForgivable(session: RotationState, jti: string, now: number, grace: number): boolean {
  const parent = session.previous
  return parent !== null && parent.jti === jti && grace > 0 && now - parent.replacedAt <= grace
}
