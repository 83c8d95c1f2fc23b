/** How long a session can be carried on. */
import type { Settings } from '../settings/settings.ts'

/** Seconds since 1970; `undefined` where refreshing in time is all that it takes. `startedAt` in ms. */
export function absoluteEnd(
  { sessionAbsoluteLifetime: lifetime }: Pick<Settings, 'sessionAbsoluteLifetime'>,
  startedAt: number,
): number | undefined {
  return lifetime === undefined ? undefined : Math.floor(startedAt / 1000) + lifetime
}
