/** Tells the operator why the feed cannot be read: once for each reason, never once for each attempt. */
import type { Clock } from '../../ports/clock.ts'
import type { AuthEvent } from '../../ports/events.ts'

/** A failure that goes on is said again after so long, in ms. */
const repeatMs = 300_000

export function createFeedReport(url: string, clock: Clock, onEvent: ((event: AuthEvent) => void) | undefined) {
  const { host } = new URL(url)
  let said: { readonly reason: string; readonly at: number } | undefined
  return (reason: string | undefined): void => {
    const isSaid = said !== undefined && said.reason === reason && clock.now() - said.at < repeatMs
    if (reason === undefined) said = undefined
    if (reason === undefined || isSaid) return
    said = { reason, at: clock.now() }
    onEvent?.({ name: 'revocations.unavailable', reason, data: { host } })
  }
}
