/** The invitations of an organization that wait, and a new one. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill, showDay } from '../../shared/i18n.ts'
import { Address, Badge, Button, explain, Loading, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'
import { type Invitation, type OwnMembership, roleField, roleName } from './organization.ts'

export function InvitationList({ organization, changes }: { organization: OwnMembership; changes: number }) {
  const text = words().organizations.invitations
  const params = { organization: organization.id }
  const { data, refusal, reload } = useLoaded<readonly Invitation[]>(
    () => call('organization_invitations', { params }),
    [organization.id, changes],
  )
  const [isInviting, setInviting] = useState(false)
  const done = () => {
    setInviting(false)
    toast(text.sent)
    reload()
  }
  return (
    <section class="stack" aria-labelledby="invitations">
      <h2 id="invitations">{text.title}</h2>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {data?.length === 0 ? <p class="muted">{text.none}</p> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul class="list card flush">
          {data.map(each => (
            <InvitationRow key={each.id} organization={organization} invitation={each} reload={reload} />
          ))}
        </ul>
      )}
      <div>
        <Button onClick={() => setInviting(true)}>{text.add}</Button>
      </div>
      {isInviting ? <Inviting organization={organization} close={() => setInviting(false)} done={done} /> : null}
    </section>
  )
}

interface RowProps {
  readonly organization: OwnMembership
  readonly invitation: Invitation
  readonly reload: () => void
}

function InvitationRow({ organization, invitation, reload }: RowProps) {
  const text = words().organizations.invitations
  const { id, email, role, expires_at: until } = invitation
  const params = { organization: organization.id, id }
  const isOver = new Date(until).getTime() <= Date.now()
  const isWithin = organization.role === 'owner' || organization.roles.includes(role)
  const resend = async () => {
    const outcome = await call('organization_invitation_resend', { params, method: 'POST' })
    if (outcome.ok) toast(text.sent)
    else toast(explain(outcome), 'danger')
    reload()
  }
  const revoke = async () => {
    const title = fill(text.revokeTitle, { address: email })
    if (!(await ask({ title, lead: text.revokeLead, confirm: text.revoke, isDangerous: true }))) return
    const outcome = await call('organization_invitation', { params, method: 'DELETE' })
    if (outcome.ok) toast(text.revoked)
    else toast(explain(outcome), 'danger')
    reload()
  }
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">
          <Address text={email} />
        </strong>{' '}
        <Badge>{roleName(role)}</Badge> {isOver ? <Badge tone="warning">{text.expired}</Badge> : null}
        {isOver ? null : <span class="muted small">{fill(text.until, { day: showDay(until) })}</span>}
      </span>
      {isWithin ? (
        <span class="list-end">
          <Button small label={`${text.resend}: ${email}`} onClick={resend}>
            {text.resend}
          </Button>
          <Button small label={`${text.revoke}: ${email}`} onClick={revoke}>
            {text.revoke}
          </Button>
        </span>
      ) : null}
    </li>
  )
}

interface InvitingProps {
  readonly organization: OwnMembership
  readonly close: () => void
  readonly done: () => void
}

function Inviting({ organization, close, done }: InvitingProps) {
  const text = words().organizations.invitations
  const { id, roles } = organization
  // The least of the roles: those that may do more are chosen.
  const role = roles.at(-1)
  const fields: FieldInfos = {
    email: { type: 'email', required: true, read_only: false, label: text.email, max_length: 254 },
    role: roleField(words().organizations.role, roles),
  }
  return (
    <Dialog title={text.addTitle} onClose={close}>
      <div class="dialog-body stack">
        <p>{text.addLead}</p>
        <Form
          fields={fields}
          values={{ role }}
          autocomplete={{ email: 'off' }}
          submit={text.add}
          send={body =>
            call('organization_invitations', {
              params: { organization: id },
              method: 'POST',
              body: { role, email: '', ...body },
            })
          }
          onDone={done}
          onCancel={close}
        />
      </div>
    </Dialog>
  )
}
