/** What hangs on an account: sessions, keys, linked accounts, history. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { usePages } from '../../shared/list.tsx'
import { Badge, Button, CommandLine, Empty, explain, Loading, Moment, Refused, shellWord } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { TabProps } from '../account-details.ts'
import { commandName, withCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'
import { HistoryList, type HistoryRow } from './audit.tsx'
import { SessionList, type SessionRow } from './session-list.tsx'

export function SessionsTab({ user }: TabProps) {
  const me = useMe()
  const text = words().sessions
  const pages = usePages<SessionRow>({ name: 'admin_user_sessions', params: { id: user.id }, query: { page_size: 50 } })
  const lead = withCommand(text.endLead, `latchkey users end-sessions ${commandName(user)} --all`)
  const endAll = async () => {
    if (!(await ask({ title: text.endAllTitle, lead, confirm: text.endAll, isDangerous: true }))) return
    const outcome = await call('admin_user_sessions', { params: { id: user.id }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.endAllDone)
    pages.reload()
  }
  return (
    <>
      {me.may('latchkey.delete_session') ? (
        <div class="row">
          <Button tone="danger" onClick={endAll}>
            {text.endAll}
          </Button>
        </div>
      ) : null}
      <SessionList pages={pages} />
      <CommandLine command={`latchkey users sessions ${commandName(user)}`} />
    </>
  )
}

interface ApiKey {
  readonly id: string
  readonly name: string
  readonly prefix?: string
  readonly scopes: readonly string[]
  readonly created_at: string
  readonly last_used_at: string | null
  readonly expires_at: string | null
  readonly revoked_at?: string | null
}

export function ApiKeysTab({ user }: TabProps) {
  const me = useMe()
  const text = words().apiKeys
  const { data, refusal, reload } = useLoaded<readonly ApiKey[]>(
    () => call('admin_user_api_keys', { params: { id: user.id } }),
    [user.id],
  )
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (data.length === 0) return <Empty title={text.none} />
  const revoke = async (key: ApiKey) => {
    const lead = withCommand(text.revokeLead, `latchkey api-keys revoke ${shellWord(key.id)}`)
    if (!(await ask({ title: text.revokeTitle, lead, confirm: text.revoke, isDangerous: true }))) return
    const outcome = await call('admin_user_api_key', { params: { id: user.id, key: key.id }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.revoked)
    reload()
  }
  return (
    <section class="table-wrap card" aria-label={words().user.tabs['api-keys']} tabIndex={0}>
      <table class="table stacked">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.scopes}</th>
            <th scope="col">{text.created}</th>
            <th scope="col">{text.lastUsed}</th>
            <th scope="col">{text.expires}</th>
            <th scope="col">
              <span class="visually-hidden">{text.revoke}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map(key => (
            <tr key={key.id}>
              <td data-label={text.name} class="wrap">
                {key.name} <span class="muted mono">{key.prefix ?? key.id}</span>
              </td>
              <td data-label={text.scopes}>
                <span class="row">
                  {key.scopes.map(each => (
                    <Badge key={each}>{each}</Badge>
                  ))}
                </span>
              </td>
              <td data-label={text.created}>
                <Moment at={key.created_at} />
              </td>
              <td data-label={text.lastUsed}>
                <Moment at={key.last_used_at} />
              </td>
              <td data-label={text.expires}>
                <Moment at={key.expires_at} />
              </td>
              <td>
                {me.may('latchkey.delete_apikey') && (key.revoked_at ?? null) === null ? (
                  <Button small label={`${text.revoke}: ${key.name}`} onClick={() => revoke(key)}>
                    {text.revoke}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface Linked {
  readonly provider: string
  readonly email?: string | null
  readonly created_at?: string
}

export function ProvidersTab({ user }: TabProps) {
  const me = useMe()
  const text = words().providers
  const { data, refusal, reload } = useLoaded<readonly Linked[]>(
    () => call('admin_user_providers', { params: { id: user.id } }),
    [user.id],
  )
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (data.length === 0) return <Empty title={text.none} />
  const remove = async ({ provider }: Linked) => {
    const command = `latchkey users unlink ${commandName(user)} ${shellWord(provider)}`
    const lead = withCommand(text.removeLead, command)
    if (!(await ask({ title: text.removeTitle, lead, confirm: text.remove, isDangerous: true }))) return
    const outcome = await call('admin_user_provider', { params: { id: user.id, provider }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.removed)
    reload()
  }
  return (
    <ul class="list card flush">
      {data.map(linked => (
        <li key={linked.provider}>
          <span class="list-main wrap">
            {linked.provider} <span class="muted">{linked.email ?? ''}</span>
          </span>
          <span class="list-end">
            {me.may('auth.change_user') ? (
              <Button small label={`${text.remove}: ${linked.provider}`} onClick={() => remove(linked)}>
                {text.remove}
              </Button>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function HistoryTab({ user }: TabProps) {
  const pages = usePages<HistoryRow>({ name: 'admin_audit', query: { user: user.id, page_size: 50 } })
  return <HistoryList pages={pages} caption={words().user.tabs.history} />
}
