/** The groups of an account, and the permissions that it has beside theirs. */
import { useId, useState } from 'preact/hooks'
import { call, known, type Outcome } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { Button, explain, Loading } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { TabProps } from '../account-details.ts'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Group {
  readonly id: number
  readonly name: string
  readonly is_role?: boolean
}

export function AccessTab({ user, reload }: TabProps) {
  const me = useMe()
  const text = words().access
  const maySeeAll = me.may('auth.view_group')
  const groups = useLoaded<readonly Group[]>(() => (maySeeAll ? call('admin_groups') : known(user.groups)), [user])
  const permissions = useLoaded<readonly string[]>(
    () => (maySeeAll ? call('admin_permissions') : known(user.permissions)),
    [user],
  )
  const isReadOnly = !me.may('auth.change_user') || user.id === me.user.id
  const put = async (name: string, body: unknown) => {
    const outcome: Outcome<unknown> = await call(name, { params: { id: user.id }, method: 'PUT', body })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.saved)
    reload()
  }
  const allGroups: readonly Group[] = groups.data ?? user.groups
  const isRole = (name: string) =>
    user.roles.includes(name) || allGroups.some(group => group.name === name && group.is_role === true)
  const allPermissions = permissions.data ?? user.permissions
  if (groups.data === undefined && groups.isLoading) return <Loading />
  if (permissions.data === undefined && permissions.isLoading) return <Loading />
  return (
    <div class="grid">
      <Choices
        title={text.groups}
        choices={allGroups.map(({ id, name }) => ({
          value: String(id),
          label: isRole(name) ? `${name} (${words().groupPage.role})` : name,
        }))}
        chosen={user.groups.map(({ id }) => String(id))}
        empty={text.noGroups}
        save={isReadOnly ? undefined : text.saveGroups}
        onSave={chosen => put('admin_user_groups', { groups: chosen.map(Number) })}
      />
      <Choices
        title={text.permissions}
        choices={allPermissions.map(each => ({ value: each, label: each }))}
        chosen={user.permissions}
        empty=""
        save={isReadOnly ? undefined : text.savePermissions}
        onSave={chosen => put('admin_user_permissions', { permissions: chosen })}
      />
    </div>
  )
}

export interface ChoicesProps {
  readonly title: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly empty: string
  /** The text of the button; without it nothing can be changed. */
  readonly save: string | undefined
  readonly onSave: (chosen: readonly string[]) => unknown
}

const manyChoices = 12

/** Boxes to tick, with a filter where there are many. */
export function Choices({ title, choices, chosen, empty, save, onSave }: ChoicesProps) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(chosen))
  const [filter, setFilter] = useState('')
  const id = useId()
  const shown = choices.filter(({ label }) => label.toLowerCase().includes(filter.toLowerCase()))
  const toggle = (value: string) => {
    const next = new Set(ticked)
    if (!next.delete(value)) next.add(value)
    setTicked(next)
  }
  return (
    <fieldset class="card">
      <legend class="visually-hidden">{title}</legend>
      <div class="card-head">
        <h2>{title}</h2>
      </div>
      <div class="card-body stack">
        {choices.length <= manyChoices ? null : (
          <div class="field">
            <label for={id}>{words().access.filter}</label>
            <input id={id} type="search" value={filter} onInput={event => setFilter(event.currentTarget.value)} />
          </div>
        )}
        {choices.length === 0 ? <p class="muted">{empty}</p> : null}
        {shown.map(({ value, label }) => (
          <div class="check" key={value}>
            <input
              type="checkbox"
              id={`${id}-${value}`}
              checked={ticked.has(value)}
              disabled={save === undefined}
              onChange={() => toggle(value)}
            />
            <label for={`${id}-${value}`} class="wrap">
              {label}
            </label>
          </div>
        ))}
        {save === undefined || choices.length === 0 ? null : (
          <Button tone="primary" onClick={() => onSave([...ticked])}>
            {save}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
