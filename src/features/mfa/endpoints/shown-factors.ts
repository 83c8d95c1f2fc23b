/** Factors as their owner sees them: nothing that opens anything. */
import { z } from 'zod'
import { instantOf } from '../../../kernel/instant.ts'
import type { EnrolledFactor } from '../factor.ts'
import type { TrustedDevice } from '../trusted-device.ts'

const moment = z.iso.datetime().nullable()

export const factorOutput = z.object({
  id: z.string(),
  kind: z.enum(['totp', 'passkey']),
  name: z.string(),
  created_at: z.iso.datetime(),
  last_used_at: moment,
  synced: z.boolean().nullable().describe('Of a passkey: whether it is on several devices.'),
})

export function showFactor(factor: EnrolledFactor): z.infer<typeof factorOutput> {
  const { id, kind, name, createdAt, lastUsedAt } = factor
  return {
    id,
    kind,
    name,
    created_at: instantOf(new Date(createdAt)),
    last_used_at: lastUsedAt === null ? null : instantOf(new Date(lastUsedAt)),
    synced: kind === 'passkey' ? factor.isBackedUp : null,
  }
}

/** A TOTP secret that waits for its first code is none yet. */
export function isEnrolled(factor: EnrolledFactor): boolean {
  return factor.kind === 'passkey' || factor.confirmedAt !== null
}

export const deviceOutput = z.object({
  id: z.string(),
  trusted_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  address: z.string(),
  user_agent: z.string(),
})

export function showDevice({ id, trustedAt, lastUsedAt, expiresAt, address, userAgent }: TrustedDevice) {
  return {
    id,
    trusted_at: instantOf(new Date(trustedAt)),
    last_used_at: instantOf(new Date(lastUsedAt)),
    expires_at: instantOf(new Date(expiresAt)),
    address,
    user_agent: userAgent,
  }
}
