/** The second factors of an account as an operator sees them: that they are there, and nothing that opens anything. */
import { z } from 'zod'
import type { Needs } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { deviceOutput, factorOutput, isEnrolled, showDevice, showFactor } from '../mfa/endpoints/shown-factors.ts'

export const userFactorsOutput = z.object({
  factors: z.array(factorOutput),
  methods: z
    .array(z.enum(['passkey', 'totp', 'recovery_code']))
    .describe('How the owner can show one, the best first.'),
  recovery_codes: z.int().describe('How many are left.'),
  trusted_devices: z.array(deviceOutput).describe('The browsers that are not asked, the last used first.'),
})

export async function showUserFactors(
  { factors, secondFactors, clock }: Needs<'factors' | 'secondFactors' | 'clock'>,
  { id }: Pick<User, 'id'>,
): Promise<z.infer<typeof userFactorsOutput>> {
  const [all, { recoveryCodes }, methods, devices] = await Promise.all([
    factors.listOf(id),
    factors.summaryOf(id),
    secondFactors.methodsOf({ id }),
    factors.listDevices(id, clock.now()),
  ])
  return {
    factors: all.filter(isEnrolled).map(showFactor),
    methods: [...methods],
    recovery_codes: recoveryCodes,
    trusted_devices: devices.map(showDevice),
  }
}
