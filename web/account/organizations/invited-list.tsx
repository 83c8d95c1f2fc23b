/** The invitations that wait for an answer of the account: those to its verified address. */
import { call } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { fill, showDay } from '../../shared/i18n.ts'
import { Button, explain } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'
import { type Invited, roleName } from './organization.ts'

export function InvitedList({ reload }: { reload: () => void }) {
  const text = words().organizations.invited
  const { data = [], reload: again } = useLoaded<readonly Invited[]>(() => call('invitations'), [])
  const answered = () => {
    again()
    reload()
  }
  if (data.length === 0) return null
  return (
    <section class="stack" aria-labelledby="invited">
      <h2 id="invited">{text.title}</h2>
      <ul class="list card flush">
        {data.map(each => (
          <InvitedRow key={each.id} invited={each} answered={answered} />
        ))}
      </ul>
    </section>
  )
}

function InvitedRow({ invited, answered }: { invited: Invited; answered: () => void }) {
  const text = words().organizations.invited
  const { id, organization, role, invited_by: by, expires_at: until } = invited
  const { name } = organization
  const answer = async (endpoint: 'invitation_accept' | 'invitation_decline', done: string) => {
    const outcome = await call(endpoint, { method: 'POST', body: { id } })
    if (outcome.ok) toast(done)
    else toast(explain(outcome), 'danger')
    answered()
  }
  const decline = async () => {
    const question = { title: fill(text.declineTitle, { name }), confirm: text.decline, isDangerous: true }
    if (await ask(question)) await answer('invitation_decline', text.declined)
  }
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{name}</strong>
        <span class="muted small wrap">
          {fill(text.as, { role: roleName(role) })}
          {by === '' ? '' : `, ${fill(text.from, { name: by })}`}, {fill(text.until, { day: showDay(until) })}
        </span>
      </span>
      <span class="list-end">
        <Button
          small
          tone="primary"
          label={`${text.accept}: ${name}`}
          onClick={() => answer('invitation_accept', fill(text.accepted, { name }))}
        >
          {text.accept}
        </Button>
        <Button small label={`${text.decline}: ${name}`} onClick={decline}>
          {text.decline}
        </Button>
      </span>
    </li>
  )
}
