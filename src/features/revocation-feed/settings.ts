/** The settings of the revocation feed. */
import type { Secret } from '../../kernel/secret.ts'
import type { SettingRow } from '../../settings/row.ts'
import { readFeedTokens, readFeedTokensText } from './read-feed-tokens.ts'

const rows = {
  revocationFeedTokens: {
    kind: 'custom',
    read: readFeedTokens,
    readText: readFeedTokensText,
    fromFile: true,
    default: undefined,
    optional: true,
    doc: 'Bearer secrets of the services that follow the revocations at `/api/auth/revocations/`, which is off without one. Several, so that one can be exchanged; apart by commas in the environment.',
  },
  revocationFeedConnections: {
    kind: 'integer',
    default: 1000,
    min: 1,
    max: 100_000,
    unit: 'requests',
    doc: 'How many services may wait for revocations at one process at once; one more is refused with 503.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

export const revocationFeedSettings = { title: 'Revocation feed', rows, rules: [] }

export type RevocationFeedRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends RevocationFeedRows {}

  interface CustomSettings {
    readonly revocationFeedTokens: {
      readonly given: string | Secret | readonly (string | Secret)[]
      readonly resolved: readonly Secret[]
    }
  }
}
