/** Whether a session asks for a second factor: what the core's gate is told. */
import type { FactorDemand, FactorMethod, SecondFactors, ShownFactors } from '../../sessions/second-factors.ts'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { isTrustedDevice } from './flows/trust-device.ts'
import type { FactorSummary } from './store.ts'

type Parts = Needs<'settings' | 'factors' | 'clock'>

export function createSecondFactors(system: Parts): SecondFactors {
  return {
    demandOf: shown => findDemand(system, shown),
    methodsOf: async ({ id }) => methodsOf(await system.factors.summaryOf(id)),
  }
}

async function findDemand(system: Parts, { user, device }: ShownFactors): Promise<FactorDemand> {
  const methods = methodsOf(await system.factors.summaryOf(user.id))
  if (methods.length === 0) return await findEnrolmentDemand(system, user)
  if (device !== undefined && (await isTrustedDevice(system, user.id, device)))
    return { kind: 'none', isEnrolled: true, isTrusted: true }
  return { kind: 'second_factor', methods }
}

async function findEnrolmentDemand(system: Parts, user: User): Promise<FactorDemand> {
  const { settings, clock, factors } = system
  const none = { kind: 'none', isEnrolled: false, isTrusted: false } as const
  if (!(await mustHaveFactor(settings, user))) return none
  const now = clock.now()
  if (settings.mfaGrace > 0 && now < (await factors.requiredSince(user.id, now)) + settings.mfaGrace * 1000) return none
  return { kind: 'enrolment', methods: ['passkey', 'totp'] }
}

/** Whether the settings want this account to have a second factor. */
export async function mustHaveFactor(
  { mfaRequired, mfaRequiredFor }: Pick<Parts['settings'], 'mfaRequired' | 'mfaRequiredFor'>,
  user: User,
): Promise<boolean> {
  if (mfaRequired === 'all') return true
  if (mfaRequired === 'staff' && (user.isStaff || user.isSuperuser)) return true
  return (await mfaRequiredFor?.(user)) === true
}

/** A passkey cannot be phished, so it comes first. Recovery codes alone are no factor. */
function methodsOf({ passkeys, hasTotp, recoveryCodes }: FactorSummary): readonly FactorMethod[] {
  const methods: readonly FactorMethod[] = [
    ...(passkeys > 0 ? ['passkey' as const] : []),
    ...(hasTotp ? ['totp' as const] : []),
  ]
  return methods.length > 0 && recoveryCodes > 0 ? [...methods, 'recovery_code'] : methods
}
