/** Groups: their names, permissions and members. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { Form } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import {
  Alert,
  Badge,
  Button,
  CommandLine,
  Empty,
  explain,
  Loading,
  PageHead,
  Refused,
  RefusedPage,
  shellWord,
} from '../../shared/parts.tsx'
import { goTo, routeTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { shared } from '../../shared/words.ts'
import { useMe } from '../me.ts'
import type { PageProps } from '../page-props.ts'
import { words } from '../words/words.ts'
import { Choices } from './user-access.tsx'

interface Group {
  readonly id: number
  readonly name: string
  readonly members: number
  readonly permissions: readonly string[]
  readonly is_role: boolean
}

const nameField = { name: { type: 'string', required: true, read_only: false, max_length: 150 } }

export function GroupsPage({ segments: [id] }: PageProps) {
  return id === undefined ? <GroupList /> : <GroupPage key={id} id={id} />
}

function GroupList() {
  const me = useMe()
  const text = words().groupPage
  const [isAdding, setAdding] = useState(false)
  const { data, refusal, reload } = useLoaded<readonly Group[]>(() => call('admin_groups'), [])
  const done = (group: Group) => {
    toast(text.added)
    goTo(routeTo(['groups', group.id]))
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {me.may('auth.add_group') ? (
          <Button tone="primary" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        ) : null}
      </PageHead>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {data?.length === 0 ? <Empty title={text.none}>{text.noneLead}</Empty> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul class="list card flush">
          {data.map(group => (
            <li key={group.id}>
              <a class="list-main wrap" href={routeTo(['groups', group.id])}>
                {group.name} {group.is_role ? <Badge tone="accent">{text.role}</Badge> : null}
              </a>
              <span class="list-end muted">
                {fill(text.members, { count: group.members })} ·{' '}
                {fill(text.permissions, { count: group.permissions.length })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isAdding ? (
        <Dialog title={text.add} onClose={() => setAdding(false)}>
          <div class="dialog-body">
            <Form
              fields={nameField}
              submit={text.add}
              send={body => call<Group>('admin_groups', { method: 'POST', body })}
              onDone={done}
              after={({ name }) => <CommandLine command={`latchkey groups create ${shellWord(String(name ?? ''))}`} />}
            />
          </div>
        </Dialog>
      ) : null}
    </>
  )
}

function GroupPage({ id }: { id: string }) {
  const me = useMe()
  const text = words().groupPage
  const params = { id }
  const { data: group, refusal, reload } = useLoaded<Group>(() => call('admin_group', { params }), [id])
  const permissions = useLoaded<readonly string[]>(() => call('admin_permissions'), [])
  if (refusal !== undefined) return <RefusedPage title={text.title} refusal={refusal} again={reload} />
  if (group === undefined || permissions.data === undefined) return <Loading />
  const saved = () => {
    toast(shared().saved)
    reload()
  }
  const savePermissions = async (chosen: readonly string[]) => {
    const outcome = await call('admin_group', { params, method: 'PATCH', body: { permissions: chosen } })
    if (outcome.ok) saved()
    else toast(explain(outcome), 'danger')
  }
  return (
    <>
      <nav>
        <a href="#/groups">← {text.title}</a>
      </nav>
      <PageHead title={group.name} lead={fill(text.members, { count: group.members })}>
        <a class="button" href={routeTo(['users'], { group: group.name })}>
          {text.showMembers}
        </a>
        {me.may('latchkey.view_audit') ? (
          <a class="button" href={routeTo(['audit'], { subject: `group:${group.id}` })}>
            {words().user.tabs.history}
          </a>
        ) : null}
      </PageHead>
      {group.is_role ? <Alert tone="info">{text.roleLead}</Alert> : null}
      <div class="split">
        <Choices
          title={text.permissionsTitle}
          choices={[...new Set([...permissions.data, ...group.permissions])].map(each => ({
            value: each,
            label: each,
          }))}
          chosen={group.permissions}
          empty=""
          save={me.may('auth.change_group') && !group.is_role ? shared().save : undefined}
          onSave={savePermissions}
        />
        {group.is_role ? null : <GroupSide group={group} saved={saved} />}
      </div>
    </>
  )
}

function GroupSide({ group, saved }: { group: Group; saved: () => void }) {
  const me = useMe()
  const text = words().groupPage
  const params = { id: group.id }
  const remove = async () => {
    const question = { title: text.delete, lead: text.deleteLead, confirm: text.delete, isDangerous: true }
    if (!(await ask({ ...question, typed: { label: fill(text.deleteTyped, { name: group.name }), text: group.name } })))
      return
    const outcome = await call('admin_group', { params, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.deleted)
    goTo('#/groups')
  }
  return (
    <div class="stack">
      {me.may('auth.change_group') ? (
        <div class="card">
          <div class="card-body">
            <Form
              fields={nameField}
              values={{ name: group.name }}
              isChange
              submit={text.rename}
              send={body => call('admin_group', { params, method: 'PATCH', body })}
              onDone={saved}
            />
          </div>
        </div>
      ) : null}
      {me.may('auth.delete_group') ? (
        <div class="card danger-zone">
          <div class="card-body stack">
            <Button tone="danger" onClick={remove}>
              {text.delete}
            </Button>
            <CommandLine command={`latchkey groups delete ${shellWord(group.name)}`} />
          </div>
        </div>
      ) : null}
    </div>
  )
}
