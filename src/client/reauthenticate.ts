/** Proves again, within the session, who is there (RFC 9470). */
import { type Asking, ask } from './ask.ts'
import { type Later, type Reauthenticated, type Refused, type SignedOut, signedOut } from './outcome.ts'
import type { Session } from './session.ts'
import { type ShownAgain, shownBody } from './wire.ts'

/** What was shown before is good for nothing new: the credentials that the answer brings take the place of the session's. */
export async function reauthenticate(
  parts: Asking & { readonly session: Session },
  path: string,
  shown: ShownAgain,
): Promise<Reauthenticated | SignedOut | Refused | Later> {
  const asked = parts.session.current()
  return await ask(parts, path, shownBody(shown), ({ body }) =>
    parts.session.adopt(asked, body) ? { kind: 'reauthenticated' } : signedOut,
  )
}
