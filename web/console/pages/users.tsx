/** The list of accounts: search while one types, filters, order, and what is done to many at once. */
import { useEffect, useId, useState } from 'preact/hooks'
import { config, linkOf } from '../../shared/config.ts'
import { fill } from '../../shared/i18n.ts'
import { type Column, List, usePages } from '../../shared/list.tsx'
import { Address, Badge, Empty, Moment, PageHead } from '../../shared/parts.tsx'
import { replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { shared } from '../../shared/words.ts'
import { type Account, fullName, nameOf, useMe } from '../me.ts'
import { words } from '../words/words.ts'
import { BulkBar } from './users-bulk.tsx'

const flags = ['is_active', 'is_staff', 'is_superuser', 'email_verified', 'never_logged_in'] as const
const parameters = ['search', ...flags, 'group', 'ordering'] as const

type Query = Readonly<Partial<Record<(typeof parameters)[number], string>>>

export function UsersPage() {
  const me = useMe()
  const { query: shown } = useRoute()
  const query: Query = Object.fromEntries(
    parameters.flatMap(name => {
      const value = shown.get(name)
      return value === null || value === '' ? [] : [[name, value]]
    }),
  )
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(new Set())
  const pages = usePages<Account>({ name: 'admin_users', query: { ...query, page_size: 50 } })
  const change = (to: Query) => {
    setChosen(new Set())
    replaceRoute(routeTo(['users'], { ...query, ...to }))
  }
  const text = words().users
  const isBulk = me.may('auth.change_user') || me.may('auth.delete_user') || me.may('latchkey.delete_session')
  return (
    <>
      <PageHead title={text.title}>
        <ExportLink query={query} />
        {me.may('auth.add_user') ? (
          <a class="button primary" href="#/users/new">
            {text.add}
          </a>
        ) : null}
      </PageHead>
      <Filters query={query} change={change} />
      {isBulk && chosen.size > 0 ? (
        <BulkBar
          ids={[...chosen]}
          onDone={() => {
            setChosen(new Set())
            pages.reload()
          }}
        />
      ) : null}
      <List
        caption={text.title}
        pages={pages}
        columns={columns()}
        keyOf={user => user.id}
        ordering={query.ordering}
        onOrder={ordering => change({ ordering })}
        {...(isBulk
          ? {
              selection: {
                chosen,
                set: setChosen,
                allLabel: text.all,
                labelOf: (user: Account) => fill(text.choose, { name: nameOf(user) }),
              },
            }
          : {})}
        empty={
          <Empty title={text.none}>
            <p>{text.noneLead}</p>
            <a class="button" href="#/users">
              {text.clear}
            </a>
          </Empty>
        }
      />
    </>
  )
}

function columns(): readonly Column<Account>[] {
  const text = words().users
  return [
    {
      name: 'account',
      label: text.account,
      order: 'login',
      cell: user => (
        <a class="wrap" href={routeTo(['users', user.id])}>
          <Address text={nameOf(user)} />
        </a>
      ),
    },
    { name: 'name', label: text.name, cell: user => <span class="wrap">{fullName(user)}</span> },
    { name: 'state', label: text.state, cell: user => <States user={user} /> },
    { name: 'joined', label: text.joined, order: 'date_joined', cell: user => <Moment at={user.date_joined} /> },
    { name: 'last', label: text.lastLogin, order: 'last_login', cell: user => <Moment at={user.last_login} /> },
  ]
}

export function States({ user }: { user: Account }) {
  const text = words().users
  return (
    <span class="row">
      {user.is_active ? <Badge tone="success">{text.active}</Badge> : <Badge tone="danger">{text.inactive}</Badge>}
      {user.is_superuser ? <Badge tone="accent">{text.superuser}</Badge> : null}
      {user.is_staff ? <Badge tone="info">{text.staff}</Badge> : null}
      {user.email !== '' && !user.email_verified ? <Badge tone="warning">{text.unverified}</Badge> : null}
    </span>
  )
}

const pauseWhileTyping = 200

function Filters({ query, change }: { query: Query; change: (to: Query) => void }) {
  const text = words().users
  const id = useId()
  const [search, setSearch] = useState(query.search ?? '')
  useEffect(() => {
    if (search === (query.search ?? '')) return
    const timer = setTimeout(() => change({ search }), pauseWhileTyping)
    return () => clearTimeout(timer)
  }, [search])
  useEffect(() => setSearch(query.search ?? ''), [query.search])
  return (
    <search class="filters">
      <div class="field">
        <label for={id}>{text.search}</label>
        <input
          id={id}
          type="search"
          placeholder={text.searchHint}
          value={search}
          maxLength={200}
          onInput={event => setSearch(event.currentTarget.value)}
        />
      </div>
      {flags.map(flag => (
        <FlagFilter
          key={flag}
          label={text.filters[flag]}
          value={query[flag] ?? ''}
          change={to => change({ [flag]: to })}
        />
      ))}
    </search>
  )
}

function FlagFilter({ label, value, change }: { label: string; value: string; change: (to: string) => void }) {
  const id = useId()
  const { yes, no } = shared()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={event => change(event.currentTarget.value)}>
        <option value="">{words().users.any}</option>
        <option value="true">{yes}</option>
        <option value="false">{no}</option>
      </select>
    </div>
  )
}

/** A plain link: the browser saves the stream while it comes. */
function ExportLink({ query }: { query: Query }) {
  const me = useMe()
  const link = linkOf('admin_users_export')
  if (link === undefined || !me.may('auth.export_user') || config.loginField === '') return null
  const { ordering: _, ...filters } = query
  const search = new URLSearchParams(filters as Record<string, string>).toString()
  return (
    <a class="button" href={search === '' ? link : `${link}?${search}`} download>
      {words().users.export}
    </a>
  )
}
