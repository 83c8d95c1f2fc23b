/**
 * The deliveries that follow from audit rows. A body has ids, codes and names of fields: no value that was changed, no
 * address of a person and none of a client.
 */
import type { AuditEntry } from '../../ports/audit.ts'
import type { WebhookData, WebhookSource } from '../../webhooks/event-data.ts'
import { type WebhookEventName, webhookEvents } from '../../webhooks/event-table.ts'
import { sentNameOf } from './sent-events.ts'
import type { NewDelivery } from './webhook.ts'

/** A row of the audit table, and what the table does not keep. */
export interface ToldEntry extends AuditEntry {
  /** The names of the fields that changed, where the row has no `changes`: those of an owner's own profile. */
  readonly changed?: readonly string[] | undefined
}

/** What an endpoint is told of. */
export interface Subscription {
  readonly endpoint: string
  readonly events: ReadonlySet<string>
}

export function deliveriesOf(
  entries: readonly ToldEntry[],
  subscriptions: readonly Subscription[],
): readonly NewDelivery[] {
  return entries.flatMap(entry => {
    const event = sentNameOf(entry.event)
    const wanting = event === undefined ? [] : subscriptions.filter(({ events }) => events.has(event))
    if (event === undefined || wanting.length === 0) return []
    const data = dataOf(event, entry)
    if (data.changed?.length === 0) return []
    const body = writeBody(event, entry.at, data)
    return wanting.map(({ endpoint }) => ({ endpoint, event, body, now: entry.at }))
  })
}

/** An event that an operator sends, to try an endpoint. */
export function testDelivery(endpoint: string, { at, actor, traceId }: Pick<AuditEntry, 'at' | 'actor' | 'traceId'>) {
  const event = 'webhook.test'
  const body = writeBody(event, at, dataOf(event, { event, at, actor, traceId }))
  return { endpoint, event, body, now: at } as const
}

function writeBody(type: WebhookEventName, at: number, data: object): string {
  return JSON.stringify({ type, timestamp: new Date(at).toISOString(), data })
}

function dataOf(event: WebhookEventName, entry: ToldEntry): Partial<WebhookData> & WebhookSource {
  const members = webhookEvents[event].data.map(name => [name, readers[name](entry)])
  return { ...Object.fromEntries(members), actor: actorOf(entry), trace_id: entry.traceId || null }
}

/** The name of a user of our machine is no business of other services. */
function actorOf({ actor }: AuditEntry): string | null {
  return actor?.startsWith('cli:') === true ? 'cli' : (actor ?? null)
}

const readers: { readonly [Name in keyof WebhookData]: (entry: ToldEntry) => WebhookData[Name] } = {
  user_id: ({ userId }) => userId ?? null,
  session_id: ({ sid }) => sid ?? null,
  reason: ({ reason }) => reason ?? null,
  methods: ({ reason }) => (reason === undefined || reason === '' ? [] : reason.split(' ')),
  changed: ({ changes, changed = Object.keys(changes ?? {}) }) => changed.map(name => wireNames.get(name) ?? name),
  factor_id: entry => subjectOf(entry, 'factor'),
  factor_kind: ({ reason }) => reason ?? null,
  device_id: entry => subjectOf(entry, 'device'),
  provider: ({ reason }) => reason ?? null,
  api_key_id: entry => subjectOf(entry, 'api_key'),
  group_id: entry => {
    const id = subjectOf(entry, 'group')
    return id === null ? null : Number(id)
  },
  organization_id: entry => subjectOf(entry, 'organization'),
  invitation_id: ({ reason }) => reason ?? null,
  key_id: entry => subjectOf(entry, 'key'),
}

/** Columns of the application have their own names. One permission of a group is among its permissions. */
const wireNames: ReadonlyMap<string, string> = new Map([
  ['firstName', 'first_name'],
  ['lastName', 'last_name'],
  ['isActive', 'is_active'],
  ['isStaff', 'is_staff'],
  ['isSuperuser', 'is_superuser'],
  ['emailVerified', 'email_verified'],
  ['permission', 'permissions'],
])

/** `group:7` is `7`. */
function subjectOf({ subject }: AuditEntry, kind: string): string | null {
  return subject?.startsWith(`${kind}:`) === true ? subject.slice(kind.length + 1) : null
}
