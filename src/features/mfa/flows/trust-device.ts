/**
 * Browsers that were trusted at a sign-in. The cookie has an id and 256 random bits, of which the digest is stored; it
 * stands for a factor that was shown some time ago, so what asks for a recent one asks again.
 */
import { createHash } from 'node:crypto'
import { encodeBase64url } from '../../../kernel/bytes.ts'
import type { UserId } from '../../../kernel/user-id.ts'
import type { Needs } from '../../../system.ts'

const devicesOfAUser = 20
const cookieText = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/

/** The text for the browser's cookie; `undefined` where the settings let none be trusted. */
export async function trustDevice(
  system: Needs<'settings' | 'factors' | 'random' | 'clock' | 'origin' | 'events'>,
  userId: UserId,
): Promise<string | undefined> {
  const { settings, random, clock, origin } = system
  if (settings.trustedDeviceLifetime === undefined) return undefined
  const id = encodeBase64url(random.bytes(16))
  const secret = encodeBase64url(random.bytes(32))
  const now = clock.now()
  const { address, userAgent } = origin
  const expiresAt = now + settings.trustedDeviceLifetime * 1000
  const device = { id, userId, address, userAgent, trustedAt: now, lastUsedAt: now, expiresAt }
  await system.factors.trustDevice({ ...device, digest: digestOf(secret) }, devicesOfAUser)
  system.events.emit({ name: 'device.trusted', userId })
  return `${id}.${secret}`
}

/** Whether this browser was trusted by this user, and still is. Writes its last use. */
export async function isTrustedDevice(
  { settings, factors, clock }: Needs<'settings' | 'factors' | 'clock'>,
  userId: UserId,
  text: string,
): Promise<boolean> {
  const [, id, secret] = cookieText.exec(text) ?? []
  if (settings.trustedDeviceLifetime === undefined || id === undefined || secret === undefined) return false
  const device = await factors.useDevice(id, digestOf(secret), clock.now())
  return device?.userId === userId
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
