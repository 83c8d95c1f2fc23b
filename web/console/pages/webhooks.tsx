/** Webhooks: how each service fares, and what it was told. */
import { useCallback, useId } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { fill } from '../../shared/i18n.ts'
import { type Column, List, Pager, usePages } from '../../shared/list.tsx'
import { Badge, CommandLine, Empty, Loading, Moment, PageHead, Refused } from '../../shared/parts.tsx'
import { replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { useFresh } from '../../shared/use-fresh.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { PageProps } from '../page-props.ts'
import {
  isDueNow,
  lookAgainAfter,
  showLastAnswer,
  states,
  tones,
  type WebhookDelivery,
  type WebhookEndpoint,
} from '../webhooks.ts'
import { words } from '../words/words.ts'
import { DeliveryPage, Replay } from './webhook-delivery.tsx'
import { EndpointList } from './webhook-endpoints.tsx'

export function WebhooksPage({ segments: [id] }: PageProps) {
  return id === undefined ? <Webhooks /> : <DeliveryPage key={id} id={id} />
}

const filters = ['endpoint', 'state', 'event'] as const
type Filters = Readonly<Record<(typeof filters)[number], string>>

interface Endpoints {
  readonly results: readonly WebhookEndpoint[]
}

function Webhooks() {
  const text = words().webhooks
  const { query } = useRoute()
  const given = Object.fromEntries(filters.map(name => [name, query.get(name) ?? ''])) as Filters
  const endpoints = useLoaded<Endpoints>(() => call('admin_webhooks'), [])
  const pages = usePages<WebhookDelivery>({ name: 'admin_webhook_deliveries', query: { ...given, page_size: 50 } })
  const refresh = useCallback(() => {
    endpoints.refresh()
    pages.refresh()
  }, [endpoints.refresh, pages.refresh])
  useFresh(refresh, lookAgainAfter(pages.data?.results ?? []))
  const named = endpoints.data?.results ?? []
  const isUnset = endpoints.data?.results.length === 0
  const reload = () => {
    endpoints.reload()
    pages.reload()
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {endpoints.refusal === undefined ? null : <Refused refusal={endpoints.refusal} again={endpoints.reload} />}
      {endpoints.data === undefined && endpoints.refusal === undefined ? <Loading /> : null}
      {isUnset ? <Unset /> : null}
      {named.length === 0 ? null : <EndpointList endpoints={named} reload={reload} />}
      {isUnset && isNothing(pages.data, given) ? null : (
        <section class="section">
          <h2>{text.deliveries}</h2>
          <DeliveryFilters given={given} endpoints={named} />
          <Deliveries pages={pages} given={given} endpoints={named} reload={reload} />
        </section>
      )}
      <CommandLine command="latchkey webhooks list" />
    </>
  )
}

/** What was told to a service that the settings had before is still shown. */
function isNothing(page: { readonly results: readonly unknown[] } | undefined, given: Filters): boolean {
  return page?.results.length === 0 && Object.values(given).every(each => each === '')
}

const example = `webhooks: {
  billing: {
    url: 'https://billing.example.com/hooks',
    secret: process.env.BILLING_WEBHOOK_SECRET ?? '',
  },
}`

function Unset() {
  const text = words().webhooks
  return (
    <section class="card">
      <div class="card-head">
        <h2>{text.unset}</h2>
      </div>
      <div class="card-body">
        <p>{text.unsetLead}</p>
        <pre class="wrap">
          <code>{example}</code>
        </pre>
        <p class="muted wrap">{fill(text.guide, { path: 'docs/guides/webhooks.md' })}</p>
      </div>
    </section>
  )
}

interface DeliveriesProps {
  readonly pages: ReturnType<typeof usePages<WebhookDelivery>>
  readonly given: Filters
  readonly endpoints: readonly WebhookEndpoint[]
  readonly reload: () => void
}

function Deliveries({ pages, given, endpoints, reload }: DeliveriesProps) {
  const text = words().webhooks
  const isFiltered = Object.values(given).some(each => each !== '')
  // The server looks at a bounded number of rows: a page may be empty, and the next one not.
  if (pages.data?.results.length === 0 && pages.goNext !== undefined) {
    return (
      <>
        <Empty title={text.noneHere}>
          <p>{text.noneHereLead}</p>
        </Empty>
        <Pager pages={pages} />
      </>
    )
  }
  return (
    <List
      caption={text.deliveries}
      pages={pages}
      columns={columnsOf(endpoints, reload)}
      keyOf={({ id }) => id}
      empty={
        <Empty title={isFiltered ? text.noMatch : text.none}>
          <p>{isFiltered ? text.noMatchLead : text.noneLead}</p>
          {isFiltered ? <a href={routeTo(['webhooks'])}>{text.clear}</a> : null}
        </Empty>
      }
    />
  )
}

function columnsOf(endpoints: readonly WebhookEndpoint[], reload: () => void): readonly Column<WebhookDelivery>[] {
  const text = words().webhooks
  return [
    {
      name: 'event',
      label: text.event,
      cell: ({ id, event, endpoint }) => (
        <span class="stack-tight">
          <a class="mono wrap" href={routeTo(['webhooks', id])}>
            {event} <span class="nowrap">#{id}</span>
          </a>
          <span class="muted small mono wrap">{endpoint}</span>
        </span>
      ),
    },
    {
      name: 'state',
      label: text.state,
      cell: delivery => (
        <span class="stack-tight">
          <span class="nowrap">
            <Badge tone={tones[delivery.state]}>{text.states[delivery.state]}</Badge>
          </span>
          <span class="small">{showLastAnswer(delivery)}</span>
        </span>
      ),
    },
    { name: 'attempts', label: text.attempts, isNumber: true, cell: ({ attempts }) => attempts },
    { name: 'written', label: text.written, cell: delivery => <Moment at={delivery.written_at} /> },
    {
      name: 'due',
      label: text.due,
      cell: ({ due_at: due }) => (due === null ? '—' : isDueNow(due) ? text.dueNow : <Moment at={due} />),
    },
    {
      name: 'do',
      label: text.replay,
      isActions: true,
      cell: delivery =>
        endpoints.some(({ endpoint }) => endpoint === delivery.endpoint) ? (
          <Replay delivery={delivery} reload={reload} isSmall />
        ) : null,
    },
  ]
}

function DeliveryFilters({ given, endpoints }: { given: Filters; endpoints: readonly WebhookEndpoint[] }) {
  const text = words().webhooks
  const choices: Readonly<Record<keyof Filters, readonly string[]>> = {
    endpoint: endpoints.map(({ endpoint }) => endpoint),
    state: states,
    event: [...new Set(endpoints.flatMap(({ events }) => events))].toSorted().concat('webhook.test'),
  }
  const choose = (name: string, to: string) => replaceRoute(routeTo(['webhooks'], { ...given, [name]: to }))
  const labelOf = (name: keyof Filters, value: string) =>
    name === 'state' ? (text.states[value as keyof typeof text.states] ?? value) : value
  return (
    <search class="filters">
      {filters.map(name => (
        <Filter
          key={name}
          label={text[name]}
          value={given[name]}
          choices={choices[name]}
          labelOf={value => labelOf(name, value)}
          choose={to => choose(name, to)}
        />
      ))}
    </search>
  )
}

interface FilterProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly string[]
  readonly labelOf: (value: string) => string
  readonly choose: (value: string) => void
}

/** What the address asks for is a choice, too: an endpoint that the settings had before. */
function Filter({ label, value, choices, labelOf, choose }: FilterProps) {
  const id = useId()
  const all = value === '' ? choices : [...new Set([...choices, value])]
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={event => choose(event.currentTarget.value)}>
        <option value="">{words().webhooks.any}</option>
        {all.map(each => (
          <option key={each} value={each}>
            {labelOf(each)}
          </option>
        ))}
      </select>
    </div>
  )
}
