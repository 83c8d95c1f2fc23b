/** The organizations that the account belongs to, those that invite it, and one of them. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { Dialog, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { fill, showAgo } from '../../shared/i18n.ts'
import { Badge, Button, Empty, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { goTo, routeTo, useRoute } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { InvitedList } from '../organizations/invited-list.tsx'
import { type Membership, roleName, slugOf } from '../organizations/organization.ts'
import { OrganizationPage } from '../organizations/organization-page.tsx'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: { readonly POST?: FieldInfos }
}

export function OrganizationsPage() {
  const { segments } = useRoute()
  const [, slug] = segments
  return slug === undefined ? <OrganizationList /> : <OrganizationPage key={slug} slug={slug} />
}

function OrganizationList() {
  const text = words().organizations
  const [isAdding, setAdding] = useState(false)
  const { data, refusal, reload } = useLoaded<readonly Membership[]>(() => call('organizations'), [])
  const described = useLoaded<Described>(() => call('organizations', { method: 'OPTIONS' }), [])
  const canCreate = described.data?.actions?.POST !== undefined
  return (
    <>
      <PageHead title={text.title} lead={text.lead}>
        {canCreate ? (
          <Button tone="primary" onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        ) : null}
      </PageHead>
      <InvitedList reload={reload} />
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined && refusal === undefined ? <Loading /> : null}
      {data?.length === 0 ? (
        <Empty title={text.none}>
          <p>{canCreate ? text.noneLead : text.noneLeadInvited}</p>
        </Empty>
      ) : null}
      {data === undefined || data.length === 0 ? null : (
        <ul class="list card flush">
          {data.map(each => (
            <li key={each.id}>
              <span class="list-main">
                <a class="wrap" href={routeTo(['organizations', each.slug])}>
                  {each.name}
                </a>
                <span class="muted small">{fill(text.joined, { ago: showAgo(each.joined_at) })}</span>
              </span>
              <span class="list-end">
                <Badge>{roleName(each.role)}</Badge>
              </span>
            </li>
          ))}
        </ul>
      )}
      {isAdding ? <NewOrganization close={() => setAdding(false)} /> : null}
    </>
  )
}

function NewOrganization({ close }: { close: () => void }) {
  const text = words().organizations
  const fields: FieldInfos = {
    name: { type: 'string', required: true, read_only: false, label: text.name, max_length: 100 },
    slug: {
      type: 'string',
      required: false,
      read_only: false,
      label: text.slug,
      help_text: text.slugHint,
      max_length: 50,
    },
  }
  const create = ({ name = '', slug = '' }: Values) =>
    call<Membership>('organizations', { method: 'POST', body: { name, slug: slug || slugOf(String(name)) } })
  const done = ({ slug }: Membership) => {
    toast(text.added)
    goTo(routeTo(['organizations', slug]))
  }
  return (
    <Dialog title={text.add} onClose={close}>
      <div class="dialog-body">
        <Form<Membership> fields={fields} submit={text.add} send={create} onDone={done} onCancel={close} />
      </div>
    </Dialog>
  )
}
