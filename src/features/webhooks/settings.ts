/** The settings of webhooks. */
import type { Secret } from '../../kernel/secret.ts'
import type { SettingRow } from '../../settings/row.ts'
import { readWebhooks, readWebhooksText } from './read-webhooks.ts'
import type { Webhooks } from './webhook.ts'

/** `webhooks: { billing: { url: 'https://billing.example.com/hooks', secret: process.env.BILLING_SECRET } }` */
export type GivenWebhooks = Readonly<Record<string, GivenWebhook>>

export interface GivenWebhook {
  /** https; http to this machine alone, or with `insecure`. */
  readonly url: string
  /** `whsec_` and base64 of 24 to 64 bytes; two in a list while one is exchanged. */
  readonly secret: string | Secret | readonly (string | Secret)[]
  /** Names and patterns: `['user.*', 'session.ended']`. Every event without it. */
  readonly events?: readonly string[] | undefined
  /** Takes http to another machine: what is told can be read on the way. */
  readonly insecure?: true | undefined
}

const rows = {
  webhooks: {
    kind: 'custom',
    read: readWebhooks,
    readText: readWebhooksText,
    fromFile: true,
    default: {},
    doc: "Services that are told what happens, by name with their address, secret and events: `{ billing: { url, secret, events: ['user.*'] } }`; two secrets in a list while one is exchanged. As JSON in the environment.",
  },
  webhookRetention: {
    kind: 'duration',
    default: '7d',
    min: 3600,
    doc: 'How long webhooks are kept after they were delivered or given up, for replays.',
  },
} as const satisfies Readonly<Record<string, SettingRow>>

export const webhookSettings = { title: 'Webhooks', rows, rules: [] }

export type WebhookRows = typeof rows

declare module '../../settings/settings.ts' {
  interface SettingRows extends WebhookRows {}

  interface CustomSettings {
    readonly webhooks: { readonly given: GivenWebhooks; readonly resolved: Webhooks }
  }
}
