/** Asks the server for the user who is signed in. */
import type { Later, Profile, Refused, SignedOut } from './outcome.ts'
import { laterOf } from './outcome.ts'
import type { Request } from './request.ts'
import { readJson } from './send.ts'
import type { WireUser } from './wire.ts'

export async function loadProfile(
  request: Request,
  path: string,
  timeout: number,
): Promise<Profile | SignedOut | Refused | Later> {
  const outcome = await request(path, { signal: AbortSignal.timeout(timeout) })
  if (outcome.kind !== 'answer') return outcome
  const { response } = outcome
  if (response.status >= 500) return laterOf(response)
  const body: unknown = await readJson(response)
  if (!response.ok) return { kind: 'refused', status: response.status, body }
  // A body that was cut off is no user.
  return isUser(body) ? { kind: 'profile', user: body } : laterOf(response)
}

function isUser(body: unknown): body is WireUser {
  return typeof body === 'object' && body !== null && 'email' in body
}
