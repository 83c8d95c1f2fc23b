/** The settings of API keys. */
import type { SettingRow } from '../../settings/row.ts'

const rows = {
  apiKeyHeader: {
    kind: 'text',
    default: 'X-Api-Key',
    pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
    example: 'X-Api-Key',
    doc: 'The header that carries an API key, at endpoints that accept one.',
  },
  apiKeyLimit: {
    kind: 'integer',
    default: 100,
    min: 1,
    max: 1000,
    unit: 'keys',
    doc: 'How many working API keys one user may have.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

export const apiKeySettings = { title: 'API keys', rows, rules: [] }

export type ApiKeyRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends ApiKeyRows {}
}
