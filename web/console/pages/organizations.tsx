/** Organizations: a list to search, and one with its members, invitations and end. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { fill, showDay } from '../../shared/i18n.ts'
import { type Column, List, usePages } from '../../shared/list.tsx'
import {
  Address,
  Badge,
  Button,
  CommandLine,
  Empty,
  explain,
  Loading,
  Moment,
  PageHead,
  RefusedPage,
  shellWord,
} from '../../shared/parts.tsx'
import { goTo, replaceRoute, routeTo, useRoute } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { commandName, withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import type { PageProps } from '../page-props.ts'
import { words } from '../words/words.ts'

interface Organization {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly created_at: string
  readonly members: number
}

interface Member {
  readonly id: number | string
  readonly email: string
  readonly username: string
  readonly is_active: boolean
  readonly role: string
  readonly joined_at: string
}

interface Invitation {
  readonly id: string
  readonly email: string
  readonly role: string
  readonly expires_at: string
}

export function OrganizationsPage({ segments: [id] }: PageProps) {
  return id === undefined ? <OrganizationList /> : <OrganizationPage key={id} id={id} />
}

function OrganizationList() {
  const text = words().organizations
  const { query } = useRoute()
  const search = query.get('search') ?? ''
  const pages = usePages<Organization>({ name: 'admin_organizations', query: { search, page_size: 50 } })
  const columns: readonly Column<Organization>[] = [
    {
      name: 'name',
      label: text.name,
      cell: ({ id, name }) => (
        <a class="wrap" href={routeTo(['organizations', id])}>
          {name}
        </a>
      ),
    },
    { name: 'slug', label: text.slug, cell: ({ slug }) => <span class="mono wrap">{slug}</span> },
    { name: 'created', label: text.created, cell: ({ created_at: at }) => <Moment at={at} /> },
  ]
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <div class="toolbar">
        <div class="field">
          <label for="search">{text.search}</label>
          <input
            id="search"
            type="search"
            value={search}
            onInput={event => replaceRoute(routeTo(['organizations'], { search: event.currentTarget.value }))}
          />
        </div>
      </div>
      <List
        caption={text.title}
        pages={pages}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={text.none} />}
      />
    </>
  )
}

function OrganizationPage({ id }: { id: string }) {
  const me = useMe()
  const text = words().organizations
  const params = { organization: id }
  const { data, refusal, reload } = useLoaded<Organization>(() => call('admin_organization', { params }), [id])
  if (refusal !== undefined) return <RefusedPage title={text.title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  return (
    <>
      <nav>
        <a href="#/organizations">← {text.title}</a>
      </nav>
      <PageHead title={data.name} lead={fill(text.count, { count: data.members })}>
        {me.may('latchkey.view_audit') ? (
          <a class="button" href={routeTo(['audit'], { subject: `organization:${data.id}` })}>
            {words().user.tabs.history}
          </a>
        ) : null}
      </PageHead>
      <dl class="facts">
        <dt>{text.slug}</dt>
        <dd class="mono">{data.slug}</dd>
        <dt>{words().user.facts.id}</dt>
        <dd class="mono">{data.id}</dd>
        <dt>{text.created}</dt>
        <dd>
          <Moment at={data.created_at} />
        </dd>
      </dl>
      <Members id={data.id} changed={reload} />
      <Invitations id={data.id} />
      {me.may('latchkey.delete_organization') ? <Deletion organization={data} /> : null}
    </>
  )
}

function Members({ id, changed }: { id: string; changed: () => void }) {
  const me = useMe()
  const text = words().organizations
  const pages = usePages<Member>({
    name: 'admin_organization_members',
    params: { organization: id },
    query: { page_size: 50 },
  })
  const [changing, setChanging] = useState<Member>()
  const done = (said: string) => {
    setChanging(undefined)
    toast(said)
    pages.reload()
    changed()
  }
  const remove = async (member: Member) => {
    const title = fill(text.removeTitle, { name: nameOf(member) })
    const lead = withCommand(text.removeLead, `latchkey organizations remove ${id} ${commandName(member)}`)
    if (!(await ask({ title, lead, confirm: text.remove, isDangerous: true }))) return
    const params = { organization: id, id: member.id }
    const outcome = await call('admin_organization_member', { params, method: 'DELETE' })
    if (outcome.ok) done(text.removed)
    else toast(explain(outcome), 'danger')
  }
  const actions: readonly Column<Member>[] = [
    {
      name: 'actions',
      label: words().bulk.action,
      isActions: true,
      cell: member => (
        <span class="row">
          <Button small label={`${text.change}: ${nameOf(member)}`} onClick={() => setChanging(member)}>
            {text.change}
          </Button>
          <Button small label={`${text.remove}: ${nameOf(member)}`} onClick={() => remove(member)}>
            {text.remove}
          </Button>
        </span>
      ),
    },
  ]
  return (
    <div class="stack">
      <h2>{text.members}</h2>
      <List
        caption={text.members}
        pages={pages}
        columns={[
          ...memberColumns(me.may('auth.view_user')),
          ...(me.may('latchkey.change_organization') ? actions : []),
        ]}
        keyOf={member => member.id}
        empty={<Empty title={text.noMembers} />}
      />
      {changing === undefined ? null : (
        <RoleDialog id={id} member={changing} close={() => setChanging(undefined)} done={() => done(text.changed)} />
      )}
    </div>
  )
}

function memberColumns(canView: boolean): readonly Column<Member>[] {
  const text = words().organizations
  return [
    {
      name: 'member',
      label: text.member,
      cell: member =>
        canView ? (
          <a href={routeTo(['users', member.id])}>
            <Address text={nameOf(member)} />
          </a>
        ) : (
          <Address text={nameOf(member)} />
        ),
    },
    {
      name: 'role',
      label: text.role,
      cell: ({ role, is_active: isActive }) => (
        <span class="row">
          <Badge>{role}</Badge>
          {isActive ? null : <Badge tone="warning">{words().users.inactive}</Badge>}
        </span>
      ),
    },
    { name: 'joined', label: text.joined, cell: ({ joined_at: at }) => <Moment at={at} /> },
  ]
}

function nameOf({ email, username, id }: Member): string {
  return email || username || String(id)
}

interface RoleDialogProps {
  readonly id: string
  readonly member: Member
  readonly close: () => void
  readonly done: () => void
}

interface Described {
  readonly actions?: { readonly PATCH?: FieldInfos }
}

/** The server says which roles there are. */
function RoleDialog({ id, member, close, done }: RoleDialogProps) {
  const text = words().organizations
  const params = { organization: id, id: member.id }
  const { data } = useLoaded<Described>(() => call('admin_organization_member', { params, method: 'OPTIONS' }), [])
  const send = ({ role = member.role }: Values) =>
    call('admin_organization_member', { params, method: 'PATCH', body: { role } })
  return (
    <Dialog title={fill(text.changeTitle, { name: nameOf(member) })} onClose={close}>
      <div class="dialog-body">
        {data === undefined ? (
          <Loading />
        ) : (
          <Form
            fields={labelled(data.actions?.PATCH ?? {}, text.role)}
            values={{ role: member.role }}
            submit={text.change}
            send={send}
            after={({ role }) => (
              <CommandLine
                command={`latchkey organizations set-role ${id} ${commandName(member)} ${shellWord(String(role ?? ''))}`}
              />
            )}
            onDone={done}
            onCancel={close}
          />
        )}
      </div>
    </Dialog>
  )
}

function labelled(fields: FieldInfos, label: string): FieldInfos {
  return Object.fromEntries(Object.entries(fields).map(([name, info]) => [name, { ...info, required: true, label }]))
}

function Invitations({ id }: { id: string }) {
  const text = words().organizations
  const params = { organization: id }
  const { data = [] } = useLoaded<readonly Invitation[]>(() => call('admin_organization_invitations', { params }), [id])
  if (data.length === 0) return null
  return (
    <section class="stack" aria-labelledby="invitations">
      <h2 id="invitations">{text.invitations}</h2>
      <ul class="list card flush">
        {data.map(each => (
          <li key={each.id}>
            <span class="list-main wrap">{each.email}</span>
            <span class="list-end">
              <Badge>{each.role}</Badge>
              <span class="muted small">{fill(text.until, { day: showDay(each.expires_at) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Deletion({ organization: { id, name } }: { organization: Organization }) {
  const text = words().organizations
  const remove = async () => {
    const typed = { label: fill(text.deleteTyped, { name }), text: name }
    const lead = withCommand(text.deleteLead, `latchkey organizations delete ${id}`)
    if (!(await ask({ title: text.delete, lead, confirm: text.delete, isDangerous: true, typed }))) return
    const outcome = await call('admin_organization', { params: { organization: id }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.deleted)
    goTo('#/organizations')
  }
  return (
    <div class="card danger-zone">
      <div class="card-body">
        <div>
          <Button tone="danger" onClick={remove}>
            {text.delete}
          </Button>
        </div>
      </div>
    </div>
  )
}
