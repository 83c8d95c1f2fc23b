/** How long a session can be carried on. */
import type { Settings } from '../settings/settings.ts'
import type { Needs } from '../system.ts'

/** Seconds since 1970; `undefined` where refreshing in time is all that it takes. `startedAt` in ms. */
export function absoluteEnd(
  { sessionAbsoluteLifetime: lifetime }: Pick<Settings, 'sessionAbsoluteLifetime'>,
  startedAt: number,
): number | undefined {
  return lifetime === undefined ? undefined : Math.floor(startedAt / 1000) + lifetime
}

/** Where a new session pushed an old one out, this node obeys before it answers. */
export async function obeySessionLimit({ settings, revocations }: Needs<'settings' | 'revocations'>): Promise<void> {
  if (settings.maximumSessions !== undefined) await revocations.catchUp()
}
