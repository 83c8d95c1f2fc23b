/** The members of an organization, in the order in which they joined. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { ask, Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Pager, usePages } from '../../shared/list.tsx'
import { Address, Badge, Button, explain, Loading, Refused } from '../../shared/parts.tsx'
import { usePerson } from '../me.ts'
import { words } from '../words/words.ts'
import { type Member, memberName, type OwnMembership, roleField, roleName } from './organization.ts'

interface MemberListProps {
  readonly organization: OwnMembership
  readonly ownerFields: FieldInfos
  readonly changed: () => void
}

type Doing = 'role' | 'transfer'

export function MemberList({ organization, ownerFields, changed }: MemberListProps) {
  const text = words().organizations.members
  const params = { organization: organization.id }
  const pages = usePages<Member>({ name: 'organization_members', params, query: { page_size: 50 } })
  const [doing, setDoing] = useState<{ readonly what: Doing; readonly member: Member }>()
  const { data, refusal, reload } = pages
  const close = (said?: string) => {
    setDoing(undefined)
    if (said === undefined) return
    toast(said)
    reload()
    changed()
  }
  return (
    <section class="stack" aria-labelledby="members">
      <h2 id="members">{text.title}</h2>
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {data === undefined ? null : (
        <ul class="list card flush" aria-busy={pages.isLoading}>
          {data.results.map(member => (
            <MemberRow
              key={member.id}
              organization={organization}
              member={member}
              begin={what => setDoing({ what, member })}
              done={close}
            />
          ))}
        </ul>
      )}
      <Pager pages={pages} />
      {doing?.what === 'role' ? <RoleDialog organization={organization} member={doing.member} close={close} /> : null}
      {doing?.what === 'transfer' ? (
        <TransferDialog organization={organization} member={doing.member} ownerFields={ownerFields} close={close} />
      ) : null}
    </section>
  )
}

interface MemberRowProps {
  readonly organization: OwnMembership
  readonly member: Member
  readonly begin: (what: Doing) => void
  readonly done: (said?: string) => void
}

function MemberRow({ organization, member, begin, done }: MemberRowProps) {
  const text = words().organizations.members
  const { profile } = usePerson()
  const isSelf = String(member.id) === String(profile.id)
  const name = memberName(member)
  return (
    <li>
      <span class="list-main">
        <strong class="wrap">{name}</strong> <Badge>{roleName(member.role)}</Badge>{' '}
        {isSelf ? <Badge tone="accent">{text.you}</Badge> : null}{' '}
        {member.is_active ? null : <Badge tone="warning">{text.closed}</Badge>}
        <span class="muted small">
          {member.email === '' || member.email === name ? null : (
            <>
              <Address text={member.email} /> ·{' '}
            </>
          )}
          {fill(words().organizations.joined, { ago: showAgo(member.joined_at) })}
        </span>
      </span>
      {isSelf ? null : <MemberActions organization={organization} member={member} begin={begin} done={done} />}
    </li>
  )
}

function MemberActions({ organization, member, begin, done }: MemberRowProps) {
  const text = words().organizations.members
  const name = memberName(member)
  const isWithin = organization.role === 'owner' || organization.roles.includes(member.role)
  const canEdit = organization.rights.includes('members.edit') && isWithin
  const remove = async () => {
    const title = fill(text.removeTitle, { name })
    if (!(await ask({ title, lead: text.removeLead, confirm: text.remove, isDangerous: true }))) return
    const params = { organization: organization.id, id: member.id }
    const outcome = await call('organization_member', { params, method: 'DELETE' })
    if (outcome.ok) done(text.removed)
    else toast(explain(outcome), 'danger')
  }
  if (!canEdit) return null
  return (
    <span class="list-end">
      <Button small label={`${text.change}: ${name}`} onClick={() => begin('role')}>
        {text.change}
      </Button>
      {organization.role === 'owner' && member.role !== 'owner' ? (
        <Button small label={`${text.transfer}: ${name}`} onClick={() => begin('transfer')}>
          {text.transfer}
        </Button>
      ) : null}
      <Button small label={`${text.remove}: ${name}`} onClick={remove}>
        {text.remove}
      </Button>
    </span>
  )
}

interface DialogProps {
  readonly organization: OwnMembership
  readonly member: Member
  readonly close: (said?: string) => void
}

function RoleDialog({ organization, member, close }: DialogProps) {
  const text = words().organizations.members
  const params = { organization: organization.id, id: member.id }
  return (
    <Dialog title={fill(text.changeTitle, { name: memberName(member) })} onClose={() => close()}>
      <div class="dialog-body">
        <Form
          fields={{ role: roleField(words().organizations.role, organization.roles) }}
          values={{ role: member.role }}
          submit={text.change}
          send={({ role = member.role }) => call('organization_member', { params, method: 'PATCH', body: { role } })}
          onDone={() => close(text.changed)}
          onCancel={() => close()}
        />
      </div>
    </Dialog>
  )
}

/** Two owners may be wanted as well: that is a role that is given. */
function TransferDialog({ organization, member, ownerFields, close }: DialogProps & { ownerFields: FieldInfos }) {
  const text = words().organizations.members
  const name = memberName(member)
  const others = organization.roles.filter(role => role !== 'owner')
  const [first = 'owner'] = others
  return (
    <Dialog title={fill(text.transferTitle, { name })} onClose={() => close()}>
      <div class="dialog-body stack">
        <p>{text.transferLead}</p>
        <Form
          fields={{ role: roleField(text.transferRole, others), ...ownerFields }}
          values={{ role: first }}
          submit={text.transfer}
          isDangerous
          send={body =>
            call('organization_transfer', {
              params: { organization: organization.id },
              method: 'POST',
              body: { role: first, ...body, member: String(member.id) },
            })
          }
          onDone={() => close(text.transferred)}
          onCancel={() => close()}
        />
      </div>
    </Dialog>
  )
}
