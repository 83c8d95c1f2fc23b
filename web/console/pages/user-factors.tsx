/** The second factors of an account, and their end where its owner has lost them. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill } from '../../shared/i18n.ts'
import { Badge, Button, CommandLine, Empty, explain, Loading, Moment, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import type { TabProps } from '../account-details.ts'
import { commandName, withCommand } from '../commands.tsx'
import { nameOf, useMe } from '../me.ts'
import { words } from '../words/words.ts'

interface Factor {
  readonly id: string
  readonly kind: 'totp' | 'passkey'
  readonly name: string
  readonly created_at: string
  readonly last_used_at: string | null
}

interface UserFactors {
  readonly factors: readonly Factor[]
  /** How many are left. */
  readonly recovery_codes: number
  readonly trusted_devices: readonly unknown[]
}

export function FactorsTab({ user }: TabProps) {
  const me = useMe()
  const text = words().factors
  const { data, refusal, reload } = useLoaded<UserFactors>(
    () => call('admin_user_factors', { params: { id: user.id } }),
    [user.id],
  )
  if (refusal !== undefined) return <Refused refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  if (data.factors.length === 0) return <Empty title={text.none}>{text.noneLead}</Empty>
  const reset = async () => {
    const lead = withCommand(text.resetLead, `latchkey users reset-factors ${commandName(user)}`)
    const title = fill(text.resetTitle, { name: nameOf(user) })
    if (!(await ask({ title, lead, confirm: text.reset, isDangerous: true }))) return
    const outcome = await call('admin_user_factors', { params: { id: user.id }, method: 'DELETE' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(text.resetDone)
    reload()
  }
  return (
    <>
      <FactorTable factors={data.factors} />
      <p class="muted">
        {fill(text.codes, { count: data.recovery_codes })} {fill(text.browsers, { count: data.trusted_devices.length })}
      </p>
      {me.may('auth.change_user') ? (
        <div class="row">
          <Button tone="danger" onClick={reset}>
            {text.reset}
          </Button>
        </div>
      ) : null}
      <CommandLine command={`latchkey users factors ${commandName(user)}`} />
    </>
  )
}

function FactorTable({ factors }: Pick<UserFactors, 'factors'>) {
  const text = words().factors
  return (
    <section class="table-wrap card" aria-label={words().user.tabs.factors} tabIndex={0}>
      <table class="table stacked">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.kind}</th>
            <th scope="col">{text.added}</th>
            <th scope="col">{text.used}</th>
          </tr>
        </thead>
        <tbody>
          {factors.map(({ id, kind, name, created_at: created, last_used_at: used }) => (
            <tr key={id}>
              <td data-label={text.name} class="wrap">
                {name || text.kinds[kind]}
              </td>
              <td data-label={text.kind}>
                <Badge>{text.kinds[kind]}</Badge>
              </td>
              <td data-label={text.added}>
                <Moment at={created} />
              </td>
              <td data-label={text.used}>
                <Moment at={used} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
