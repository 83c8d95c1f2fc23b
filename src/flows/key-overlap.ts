/** For how long a key has to verify after it has signed its last token: the longest life of any token that it signs. */
import type { Settings } from '../settings/settings.ts'
import { accessToken } from '../tokens/access.ts'
import type { TokenKind } from '../tokens/define-token.ts'
import { invitationToken } from '../tokens/invitation.ts'
import {
  emailChangeToken,
  emailRevertToken,
  emailVerificationToken,
  notMeToken,
  passwordResetToken,
} from '../tokens/one-time.ts'
import { refreshToken } from '../tokens/refresh.ts'
import { slidingToken } from '../tokens/sliding.ts'

const always: readonly TokenKind[] = [
  accessToken,
  refreshToken,
  slidingToken,
  emailVerificationToken,
  notMeToken,
  passwordResetToken,
  emailChangeToken,
  emailRevertToken,
]

/** How far apart the clocks of two nodes may be. */
const clocksApartMs = 60_000

/** In milliseconds. Does not know of token kinds of the application. */
export function keyOverlapOf(settings: Settings): number {
  const kinds = settings.organizations === 'on' ? [...always, invitationToken] : always
  const lifetimes = kinds.flatMap(({ lifetime, refreshLifetime = () => 0 }) => [
    lifetime(settings),
    refreshLifetime(settings),
  ])
  return (Math.max(...lifetimes) + settings.leeway) * 1000 + clocksApartMs
}
