/** History: who did what to whom, from where. */
import { useEffect, useState } from 'preact/hooks'
import type { Refusal } from '../../shared/api.ts'
import { call } from '../../shared/api.ts'
import { fill } from '../../shared/i18n.ts'
import { type Column, List, usePages } from '../../shared/list.tsx'
import { Address, Alert, Badge, Button, Empty, Moment, PageHead, Refused } from '../../shared/parts.tsx'
import { replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { words } from '../words/words.ts'

export interface HistoryRow {
  readonly id: number | null
  readonly at: string
  readonly event: string
  readonly actor: { readonly id: number | string | null; readonly name: string } | null
  readonly user_id: number | string | null
  readonly sid: string | null
  readonly subject: string | null
  readonly reason: string | null
  readonly code: string | null
  readonly changes: Readonly<Record<string, readonly unknown[]>> | null
  readonly address: string | null
  readonly trace: string | null
}

const filters = ['user', 'actor', 'subject', 'event', 'code', 'address', 'trace'] as const

export function AuditPage() {
  const text = words().audit
  const { query } = useRoute()
  const given = Object.fromEntries(filters.map(name => [name, query.get(name) ?? '']))
  const pages = usePages<HistoryRow>({ name: 'admin_audit', query: { ...given, page_size: 50 } })
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        <VerifyButton />
      </PageHead>
      <AuditFilters given={given} />
      <HistoryList pages={pages} caption={text.title} />
    </>
  )
}

export function HistoryList({ pages, caption }: { pages: ReturnType<typeof usePages<HistoryRow>>; caption: string }) {
  return (
    <List
      caption={caption}
      pages={pages}
      columns={columns()}
      keyOf={row => row.id ?? `${row.at}${row.event}`}
      empty={<Empty title={words().audit.none} />}
    />
  )
}

function columns(): readonly Column<HistoryRow>[] {
  const text = words().audit
  return [
    { name: 'at', label: text.at, cell: row => <Moment at={row.at} /> },
    {
      name: 'event',
      label: text.event,
      cell: row => (
        <span class="stack-tight">
          <span class="mono">{row.event}</span>
          {row.code === null ? null : <Badge tone="warning">{row.code}</Badge>}
        </span>
      ),
    },
    { name: 'actor', label: text.actor, cell: row => <Actor row={row} /> },
    {
      name: 'user',
      label: text.user,
      cell: row =>
        row.user_id === null ? (
          (row.subject ?? '—')
        ) : (
          <a href={routeTo(['users', row.user_id])}>{String(row.user_id)}</a>
        ),
    },
    { name: 'changes', label: text.changes, cell: row => <Changes row={row} /> },
    { name: 'address', label: text.address, cell: row => <span class="mono">{row.address ?? '—'}</span> },
    {
      name: 'trace',
      label: text.trace,
      cell: row =>
        row.trace === null ? (
          '—'
        ) : (
          <a class="mono" href={routeTo(['audit'], { trace: row.trace })}>
            {row.trace.slice(0, 8)}
          </a>
        ),
    },
  ]
}

function Actor({ row: { actor } }: { row: HistoryRow }) {
  if (actor === null) return <span class="muted">{words().audit.owner}</span>
  return actor.id === null ? (
    <Address text={actor.name} />
  ) : (
    <a class="wrap" href={routeTo(['users', actor.id])}>
      {actor.name}
    </a>
  )
}

function Changes({ row: { changes, reason } }: { row: HistoryRow }) {
  const changed = Object.entries(changes ?? {}).filter(([, both]) => !both.every(isNothing))
  if (changed.length === 0) return <span class="muted mono wrap">{reason ?? ''}</span>
  return (
    <ul class="diff">
      {changed.map(([member, [from, to]]) => (
        <li key={member}>
          <span class="mono">{member}</span> {isNothing(from) ? null : <del>{show(from)}</del>}{' '}
          {isNothing(to) ? null : <ins>{show(to)}</ins>}
        </li>
      ))}
    </ul>
  )
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function AuditFilters({ given }: { given: Readonly<Record<string, string>> }) {
  const text = words().audit
  const [typed, setTyped] = useState(given)
  useEffect(() => setTyped(given), [JSON.stringify(given)])
  const apply = (event: Event) => {
    event.preventDefault()
    replaceRoute(routeTo(['audit'], typed))
  }
  return (
    <search>
      <form class="filters" onSubmit={apply}>
        {filters.map(name => (
          <div class="field" key={name}>
            <label for={`audit-${name}`}>{name === 'subject' ? text.subject : text.filters[name]}</label>
            <input
              id={`audit-${name}`}
              value={typed[name] ?? ''}
              onInput={event => setTyped({ ...typed, [name]: event.currentTarget.value })}
            />
          </div>
        ))}
        <Button type="submit">{text.apply}</Button>
      </form>
    </search>
  )
}

interface Check {
  readonly checked: number
  readonly fault: { readonly id: number | null; readonly what: 'changed' | 'missing' | 'added' } | null
}

function VerifyButton() {
  const text = words().audit
  const [check, setCheck] = useState<Check>()
  const [refusal, setRefusal] = useState<Refusal>()
  const verify = async () => {
    const outcome = await call<Check>('admin_audit_verify')
    setRefusal(outcome.ok ? undefined : outcome)
    setCheck(outcome.ok ? outcome.data : undefined)
  }
  return (
    <>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      {check === undefined ? null : check.fault === null ? (
        <Alert tone="success">{fill(text.whole, { count: check.checked })}</Alert>
      ) : (
        <Alert tone="danger">
          {fill(text.broken, { id: String(check.fault.id), what: text.what[check.fault.what] })}
        </Alert>
      )}
      <Button onClick={verify}>{text.verify}</Button>
    </>
  )
}
