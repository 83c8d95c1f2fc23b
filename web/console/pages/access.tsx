/** May Ada do this? Yes or no, through which group, granted by whom and when. */
import { useId, useState } from 'preact/hooks'
import { call, known, type Refusal } from '../../shared/api.ts'
import { fill, showMoment } from '../../shared/i18n.ts'
import { Alert, Button, PageHead, Refused } from '../../shared/parts.tsx'
import { routeTo, useRoute } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'
import type { HistoryRow } from './audit.tsx'

interface Access {
  readonly user: { readonly id: number | string; readonly name: string }
  readonly permission: string
  readonly allowed: boolean
  readonly why: 'inactive' | 'superuser' | 'granted' | 'no_grant'
  readonly through: readonly {
    readonly group: { readonly id: number; readonly name: string; readonly is_role: boolean } | null
    readonly given: HistoryRow | null
    readonly given_to_group: HistoryRow | null
  }[]
}

export function AccessPage() {
  const text = words().accessPage
  const { may } = useMe()
  const { query } = useRoute()
  const [user, setUser] = useState(query.get('user') ?? '')
  const [permission, setPermission] = useState('')
  const [access, setAccess] = useState<Access>()
  const [refusal, setRefusal] = useState<Refusal>()
  const permissions = useLoaded<readonly string[]>(
    () => (may('auth.view_group') ? call('admin_permissions') : known([])),
    [],
  )
  const id = useId()
  const ask = async (event: Event) => {
    event.preventDefault()
    const outcome = await call<Access>('admin_access', { query: { user, permission } })
    setRefusal(outcome.ok ? undefined : outcome)
    setAccess(outcome.ok ? outcome.data : undefined)
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      <form class="filters" onSubmit={ask}>
        <div class="field">
          <label for={`${id}-user`}>{text.user}</label>
          <input id={`${id}-user`} required value={user} onInput={event => setUser(event.currentTarget.value)} />
        </div>
        <div class="field">
          <label for={`${id}-permission`}>{text.permission}</label>
          <input
            id={`${id}-permission`}
            required
            list={`${id}-all`}
            value={permission}
            onInput={event => setPermission(event.currentTarget.value)}
          />
          <datalist id={`${id}-all`}>
            {(permissions.data ?? []).map(each => (
              <option key={each} value={each} />
            ))}
          </datalist>
        </div>
        <Button type="submit" tone="primary">
          {text.submit}
        </Button>
      </form>
      <div class="stack" aria-live="polite">
        {refusal === undefined ? null : <Refused refusal={refusal} />}
        {access === undefined ? null : <AnswerOf access={access} />}
      </div>
    </>
  )
}

function AnswerOf({ access: { user, permission, allowed, why, through } }: { access: Access }) {
  const text = words().accessPage
  return (
    <>
      <Alert
        tone={allowed ? 'success' : 'danger'}
        title={fill(allowed ? text.yes : text.no, { name: user.name, permission })}
      >
        <p>{text.why[why]}</p>
      </Alert>
      <ul class="list card flush">
        {through.map(({ group, given, given_to_group: toGroup }) => (
          <li key={group?.id ?? 'own'}>
            <span class="list-main">
              {group === null ? (
                text.own
              ) : (
                <a href={routeTo(['groups', group.id])}>
                  {fill(group.is_role ? text.role : text.group, { name: group.name })}
                </a>
              )}
            </span>
            <span class="list-end muted">
              <Given row={given} text={text.given} />
              <Given row={toGroup} text={text.givenToGroup} />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Given({ row, text }: { row: HistoryRow | null; text: string }) {
  if (row === null) return null
  return <span>{fill(text, { actor: row.actor?.name ?? words().audit.owner, at: showMoment(row.at) })}</span>
}
