/** Asks the server for the user who is signed in. */
import type { Later, Profile, Refused, SignedOut } from './outcome.ts'
import { laterOf } from './outcome.ts'
import type { Request } from './request.ts'
import { readAnswer } from './send.ts'
import type { WireUser } from './wire.ts'

export async function loadProfile(
  request: Request,
  path: string,
  timeout: number,
): Promise<Profile | SignedOut | Refused | Later> {
  const read = await readAnswer(await request(path, { signal: AbortSignal.timeout(timeout) }))
  if (read.kind !== 'answered') return read
  const { body, response } = read
  // A body that was cut off is no user.
  return hasEmail(body) ? { kind: 'profile', user: body } : laterOf(response)
}

const hasEmail = (body: object): body is WireUser => 'email' in body
