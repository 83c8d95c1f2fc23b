/** Tells the operator what is wrong with a publisher of keys: once for each change, never once for each request. */
import type { Events } from '../ports/events.ts'
import type { FetchFailure } from './fetch-jwks.ts'
import type { SkippedKey } from './usable-jwks.ts'

export interface FetchReport {
  failed(reason: FetchFailure): void
  fetched(skipped: readonly SkippedKey[]): void
}

interface Given {
  readonly url: string
  readonly now: () => number
  readonly events?: Events | undefined
}

/** A failure that goes on is said again after so long. */
const repeatMs = 300_000

export function createFetchReport({ url, now, events }: Given): FetchReport {
  const { host } = new URL(url)
  let said: { readonly reason: FetchFailure; readonly at: number } | undefined
  let skippedBefore = '[]'
  return {
    failed(reason) {
      if (said?.reason === reason && now() - said.at < repeatMs) return
      said = { reason, at: now() }
      events?.emit({ name: 'keys.unavailable', reason, data: { host } })
    },
    fetched(skipped) {
      said = undefined
      const text = JSON.stringify(skipped)
      if (text !== skippedBefore && skipped.length > 0) {
        events?.emit({ name: 'keys.skipped', data: { host, keys: skipped } })
      }
      skippedBefore = text
    },
  }
}
