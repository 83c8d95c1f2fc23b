/** The rows of the application's own tables: list and form, drawn from what their definition says. */
import { useEffect, useId, useState } from 'preact/hooks'
import { call, callPath, known, type Outcome } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, labelOf, type Values } from '../../shared/form.tsx'
import { belowBase, type Column, List, usePages } from '../../shared/list.tsx'
import { Button, Empty, explain, Loading, PageHead, RefusedPage } from '../../shared/parts.tsx'
import { goTo, replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { shared } from '../../shared/words.ts'
import type { PageProps } from '../page-props.ts'
import { words } from '../words/words.ts'

interface Resource {
  readonly name: string
  readonly label: string
  readonly path: string
  readonly rights: Readonly<Record<'view' | 'add' | 'change' | 'delete', boolean>>
  readonly columns: readonly string[]
  readonly search: readonly string[]
  readonly ordering: readonly string[]
  readonly filters: readonly string[]
  readonly owner: string | null
  readonly fields: FieldInfos
}

type Row = Values

export function ResourcesPage({ segments: [name, id] }: PageProps) {
  const { data, refusal, reload } = useLoaded<readonly Resource[]>(() => call('admin_resources'), [])
  if (refusal !== undefined) return <RefusedPage title={words().resources.title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (name === undefined) return <AllResources resources={data} />
  const resource = data.find(each => each.name === name)
  if (resource === undefined) return <PageHead title={shared().notFound} />
  if (id === undefined) return <RowList key={name} resource={resource} />
  return <RowPage key={`${name}/${id}`} resource={resource} id={id} />
}

function AllResources({ resources }: { resources: readonly Resource[] }) {
  const text = words().resources
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {resources.length === 0 ? (
        <Empty title={text.none}>{text.noneLead}</Empty>
      ) : (
        <ul class="list card flush">
          {resources.map(({ name, label }) => (
            <li key={name}>
              <a class="list-main" href={routeTo(['resources', name])}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Columns of a list: more of them are in the form. */
const mostColumns = 6

function RowList({ resource }: { resource: Resource }) {
  const text = words().resources
  const { query: shown } = useRoute()
  const query = Object.fromEntries(shown)
  const pages = usePages<Row>({ name: resource.name, path: belowBase(resource.path), query })
  const change = (to: Readonly<Record<string, string>>) =>
    replaceRoute(routeTo(['resources', resource.name], { ...query, ...to }))
  const columns: readonly Column<Row>[] = resource.columns.slice(0, mostColumns).map((name, index) => ({
    name,
    label: labelOf(name, resource.fields[name]),
    ...(resource.ordering.includes(name) ? { order: name } : {}),
    cell: row => <Cell row={row} name={name} resource={resource} isFirst={index === 0} />,
  }))
  return (
    <>
      <Back />
      <PageHead title={resource.label}>
        {resource.rights.add ? (
          <a class="button primary" href={routeTo(['resources', resource.name, 'new'])}>
            {text.add}
          </a>
        ) : null}
      </PageHead>
      <RowFilters resource={resource} query={query} change={change} />
      <List
        caption={resource.label}
        pages={pages}
        columns={columns}
        keyOf={row => String(row.id)}
        ordering={query.ordering}
        onOrder={ordering => change({ ordering })}
        empty={<Empty title={text.noRows}>{resource.rights.add ? text.noRowsLead : null}</Empty>}
      />
    </>
  )
}

function Back() {
  return (
    <nav>
      <a href="#/resources">← {words().resources.title}</a>
    </nav>
  )
}

interface CellProps {
  readonly row: Row
  readonly name: string
  readonly resource: Resource
  readonly isFirst: boolean
}

function Cell({ row, name, resource, isFirst }: CellProps) {
  const text = showValue(row[name])
  if (isFirst) {
    return (
      <a class="wrap" href={routeTo(['resources', resource.name, String(row.id)])}>
        {text}
      </a>
    )
  }
  if (name === resource.owner && text !== '—') return <a href={routeTo(['users', text])}>{text}</a>
  return <span class="wrap">{text}</span>
}

const longestShown = 80

function showValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? shared().yes : shared().no
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}

interface FilterProps {
  readonly resource: Resource
  readonly query: Readonly<Record<string, string>>
  readonly change: (to: Readonly<Record<string, string>>) => void
}

const pauseWhileTyping = 250

function RowFilters({ resource, query, change }: FilterProps) {
  const id = useId()
  const [search, setSearch] = useState(query.search ?? '')
  useEffect(() => {
    if (search === (query.search ?? '')) return
    const timer = setTimeout(() => change({ search }), pauseWhileTyping)
    return () => clearTimeout(timer)
  }, [search])
  if (resource.search.length === 0 && resource.filters.length === 0) return null
  return (
    <search class="filters">
      {resource.search.length === 0 ? null : (
        <div class="field">
          <label for={id}>{words().users.search}</label>
          <input id={id} type="search" value={search} onInput={event => setSearch(event.currentTarget.value)} />
        </div>
      )}
      {resource.filters.map(name => (
        <RowFilter key={name} name={name} resource={resource} value={query[name] ?? ''} change={change} />
      ))}
    </search>
  )
}

interface RowFilterProps extends Pick<FilterProps, 'resource' | 'change'> {
  readonly name: string
  readonly value: string
}

function RowFilter({ name, resource, value, change }: RowFilterProps) {
  const id = useId()
  const info = resource.fields[name]
  const isChoice = info?.type === 'boolean' || info?.choices !== undefined
  const choices =
    info?.choices?.map(each => ({ value: String(each.value), label: each.display_name })) ??
    ['true', 'false'].map(each => ({ value: each, label: each === 'true' ? shared().yes : shared().no }))
  return (
    <div class="field">
      <label for={id}>{labelOf(name, info)}</label>
      {isChoice ? (
        <select id={id} value={value} onChange={event => change({ [name]: event.currentTarget.value })}>
          <option value="">{words().users.any}</option>
          {choices.map(each => (
            <option key={each.value} value={each.value}>
              {each.label}
            </option>
          ))}
        </select>
      ) : (
        <input id={id} value={value} onChange={event => change({ [name]: event.currentTarget.value })} />
      )}
    </div>
  )
}

function RowPage({ resource, id }: { resource: Resource; id: string }) {
  const isNew = id === 'new'
  const path = belowBase(resource.path)
  const one = `${path}${encodeURIComponent(id)}/`
  const load = async (): Promise<Outcome<Row>> => (isNew ? await known({}) : await callPath<Row>(one))
  const { data: row, refusal, reload } = useLoaded<Row>(load, [one])
  const text = words().resources
  const list = routeTo(['resources', resource.name])
  if (refusal !== undefined) return <RefusedPage title={resource.label} refusal={refusal} again={reload} />
  if (row === undefined) return <Loading />
  const mayWrite = isNew ? resource.rights.add : resource.rights.change
  const done = (saved: Row) => {
    toast(shared().saved)
    if (isNew) goTo(routeTo(['resources', resource.name, String(saved.id)]))
    else reload()
  }
  return (
    <>
      <nav>
        <a href={list}>← {resource.label}</a>
      </nav>
      <PageHead title={isNew ? text.add : `${resource.label} ${id}`} />
      <div class="card">
        <div class="card-body">
          {mayWrite ? (
            <Form<Row>
              fields={resource.fields}
              values={row}
              isChange={!isNew}
              submit={shared().save}
              send={body =>
                isNew ? callPath(path, { method: 'POST', body }) : callPath(one, { method: 'PATCH', body })
              }
              onDone={done}
              onCancel={() => goTo(list)}
            />
          ) : (
            <RowFacts resource={resource} row={row} />
          )}
        </div>
      </div>
      {isNew || !resource.rights.delete ? null : <RowRemoval path={one} list={list} />}
    </>
  )
}

function RowFacts({ resource, row }: { resource: Resource; row: Row }) {
  return (
    <dl class="facts">
      {Object.entries(row).map(([name, value]) => (
        <>
          <dt>{labelOf(name, resource.fields[name])}</dt>
          <dd class="wrap">{showValue(value)}</dd>
        </>
      ))}
    </dl>
  )
}

function RowRemoval({ path, list }: { path: string; list: string }) {
  const text = words().resources
  const remove = async () => {
    const question = { title: text.deleteTitle, lead: text.deleteLead, confirm: text.delete, isDangerous: true }
    if (!(await ask(question))) return
    const outcome = await callPath(path, { method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.deleted)
    goTo(list)
  }
  return (
    <div class="card danger-zone">
      <div class="card-body">
        <Button tone="danger" onClick={remove}>
          {text.delete}
        </Button>
      </div>
    </div>
  )
}
