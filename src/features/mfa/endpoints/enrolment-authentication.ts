/**
 * A sign-in of an account that must have a second factor and has none yet: its token opens the enrolment of the first one,
 * and nothing else. In the Authorization header, or in the cookie of a sign-in by cookies.
 */
import { createUserPrincipal } from '../../../flows/create-user-principal.ts'
import { openFactorToken, type WaitingSignIn } from '../../../flows/factor-token.ts'
import type { Authenticator } from '../../../http/authorize/authenticator.ts'
import { refuseCrossSite } from '../../../http/authorize/cross-site.ts'
import { findHeaderToken } from '../../../http/authorize/find-header-token.ts'
import { authenticatorsOf } from '../../../http/authorize/presets.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { factorCookie } from '../../../http/response/factor-cookie.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import { openUnlessOver } from './waiting-sign-in.ts'

const enrolmentAuthentication: Authenticator = {
  name: 'EnrolmentAuthentication',
  isChallenge: true,
  async authenticate(system, incoming) {
    const signIn = await findEnrolment(system, incoming)
    return signIn && createUserPrincipal(system, signIn.user)
  },
}

/** The caller of a row that enrols: with a session, or in the middle of a sign-in. */
export function enrolling(settings: Settings): readonly Authenticator[] {
  return [
    ...authenticatorsOf('any', settings)
      .filter(({ isAmbient }) => !isAmbient)
      .map(unlessEnrolling),
    enrolmentAuthentication,
    ...authenticatorsOf('any', settings).filter(({ isAmbient }) => isAmbient),
  ]
}

/** A JWT has three parts between dots; what is sealed has one, so neither authenticator takes the other's for a bad one of its own. */
function unlessEnrolling(base: Authenticator): Authenticator {
  return {
    ...base,
    authenticate: async (system, incoming, options) =>
      isSealed(findHeaderToken(incoming, system.settings))
        ? undefined
        : await base.authenticate(system, incoming, options),
  }
}

/** The sign-in that waits for an enrolment, if this request comes with one. Throws `mfa_token_not_valid`, `csrf_failed`. */
export async function findEnrolment(system: System, incoming: Incoming): Promise<WaitingSignIn | undefined> {
  const header = findHeaderToken(incoming, system.settings)
  if (header !== undefined) return isSealed(header) ? await openFactorToken(system, 'enrolment', header) : undefined
  const cookie = factorCookie.read(incoming, system.settings)
  if (cookie === undefined) return undefined
  refuseCrossSite(incoming, system.settings)
  // It may be of a sign-in that waits for a code, or be left from one that is over.
  return await openUnlessOver(system, 'enrolment', cookie)
}

function isSealed(text: string | undefined): text is string {
  return text !== undefined && !text.includes('.')
}
