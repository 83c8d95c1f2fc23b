/** One organization: its members and invitations, its name, and the ways out of it. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import { Loading, PageHead, RefusedPage } from '../../shared/parts.tsx'
import { goTo, routeTo } from '../../shared/route.ts'
import { useLoaded } from '../../shared/use-loaded.ts'
import { shared } from '../../shared/words.ts'
import { loadOwnerFields } from '../security/factors.ts'
import { words } from '../words/words.ts'
import { Ending } from './ending.tsx'
import { InvitationList } from './invitation-list.tsx'
import { MemberList } from './member-list.tsx'
import { type OwnMembership, roleName } from './organization.ts'

interface Loaded {
  readonly organization: OwnMembership
  readonly ownerFields: FieldInfos
}

export function OrganizationPage({ slug }: { slug: string }) {
  const text = words().organizations
  const { data, refusal, reload } = useLoaded<Loaded>(() => load(slug), [slug])
  if (refusal !== undefined) return <RefusedPage title={text.title} refusal={refusal} again={reload} />
  if (data === undefined) return <Loading />
  const { organization } = data
  return (
    <>
      <nav>
        <a href="#/organizations">← {text.title}</a>
      </nav>
      <PageHead title={organization.name} lead={fill(text.yourRole, { role: roleName(organization.role) })} />
      <Content {...data} reload={reload} />
    </>
  )
}

async function load(slug: string) {
  const params = { organization: slug }
  const [outcome, ownerFields] = await Promise.all([call<OwnMembership>('organization', { params }), loadOwnerFields()])
  return outcome.ok ? { ...outcome, data: { organization: outcome.data, ownerFields } } : outcome
}

function Content({ organization, ownerFields, reload }: Loaded & { reload: () => void }) {
  const may = (right: string) => organization.rights.includes(right)
  // A member who was removed takes their invitations along.
  const [changes, setChanges] = useState(0)
  const changed = () => {
    setChanges(changes + 1)
    reload()
  }
  return (
    <>
      {may('members.view') ? (
        <MemberList organization={organization} ownerFields={ownerFields} changed={changed} />
      ) : null}
      {may('members.invite') ? <InvitationList organization={organization} changes={changes} /> : null}
      {may('organization.edit') ? <NameCard organization={organization} reload={reload} /> : null}
      <Ending organization={organization} ownerFields={may('organization.delete') ? ownerFields : undefined} />
    </>
  )
}

function NameCard({ organization, reload }: { organization: OwnMembership; reload: () => void }) {
  const text = words().organizations
  const { id, name, slug } = organization
  const fields: FieldInfos = {
    name: { type: 'string', required: true, read_only: false, label: text.name, max_length: 100 },
    slug: {
      type: 'string',
      required: true,
      read_only: false,
      label: text.slug,
      help_text: text.slugLead,
      max_length: 50,
    },
  }
  const done = (saved: { readonly slug: string }) => {
    toast(shared().saved)
    if (saved.slug === slug) reload()
    else goTo(routeTo(['organizations', saved.slug]))
  }
  return (
    <section class="stack" aria-labelledby="name">
      <h2 id="name">{text.edit}</h2>
      <div class="card">
        <div class="card-body">
          <Form<{ readonly slug: string }>
            fields={fields}
            values={{ name, slug }}
            isChange
            submit={shared().save}
            send={body => call('organization', { params: { organization: id }, method: 'PATCH', body })}
            onDone={done}
          />
        </div>
      </div>
    </section>
  )
}
