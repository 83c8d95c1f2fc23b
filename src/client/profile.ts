/** Asks the server for the user who is signed in. */

import { type Asking, ask } from './ask.ts'
import type { Later, Profile, Refused, SignedOut } from './outcome.ts'
import { laterOf } from './outcome.ts'
import type { WireUser } from './wire.ts'

export function loadProfile<UserFields>(
  asking: Asking,
  path: string,
): Promise<Profile<UserFields> | SignedOut | Refused | Later> {
  return ask(asking, path, undefined, ({ body, response }) =>
    // A body that was cut off is no user. The caller said which fields users have.
    'email' in body ? { kind: 'profile', user: body as WireUser & UserFields } : laterOf(response),
  )
}
