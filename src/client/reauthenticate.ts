/** Proves again, within the session, who is there (RFC 9470), and gets options for a passkey that shows it. */
import type { Later, PasskeyRequest, Reauthenticated, Refused, SignedOut } from './outcome.ts'
import type { PasskeyOptions } from './passkey.ts'
import type { Request } from './request.ts'
import { postOf, readAnswer } from './send.ts'
import type { Session } from './session.ts'
import { type ShownAgain, shownBody } from './wire.ts'

interface Parts {
  readonly request: Request
  readonly session: Session
  /** Milliseconds. */
  readonly timeout: number
}

/** What was shown before is good for nothing new: the credentials that the answer brings take the place of the session's. */
export async function reauthenticate(
  parts: Parts,
  path: string,
  shown: ShownAgain,
): Promise<Reauthenticated | SignedOut | Refused | Later> {
  const asked = parts.session.current()
  const outcome = await post(parts, path, shownBody(shown))
  if (outcome.kind !== 'answered') return outcome
  return parts.session.adopt(asked, outcome.body) ? { kind: 'reauthenticated' } : { kind: 'signed_out' }
}

/** Of the sign-in that waits, of the session, or of no one yet: the server names passkeys to the first two. */
export async function requestPasskey(
  parts: Parts,
  path: string,
  token: string | undefined,
): Promise<PasskeyRequest | SignedOut | Refused | Later> {
  const asked = await post(parts, path, { mfa_token: token })
  // The sign-in is over, and this may be the next one.
  const isOver = token !== undefined && asked.kind === 'refused' && asked.status === 401
  const outcome = isOver ? await post(parts, path, {}) : asked
  return outcome.kind === 'answered' ? { kind: 'options', options: outcome.body as PasskeyOptions } : outcome
}

async function post({ request, timeout }: Parts, path: string, body: object) {
  return await readAnswer(await request(path, postOf(body, timeout)))
}
