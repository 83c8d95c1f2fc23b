/** The ways out of an organization: to leave it, and for those who may, to delete it. */
import { call, cancelled } from '../../shared/api.ts'
import { ask, toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import { Button, explain } from '../../shared/parts.tsx'
import { goTo } from '../../shared/route.ts'
import { words } from '../words/words.ts'
import type { OwnMembership } from './organization.ts'

interface EndingProps {
  readonly organization: OwnMembership
  /** `undefined`: the role may not delete it. */
  readonly ownerFields: FieldInfos | undefined
}

export function Ending({ organization, ownerFields }: EndingProps) {
  const text = words().organizations.leave
  const { id, name } = organization
  const leave = async () => {
    const question = { title: fill(text.title, { name }), lead: text.lead, confirm: text.submit, isDangerous: true }
    if (!(await ask(question))) return
    const outcome = await call('organization_leave', { params: { organization: id }, method: 'POST' })
    if (!outcome.ok) return toast(explain(outcome), 'danger')
    toast(fill(text.done, { name }))
    goTo('#/organizations')
  }
  return (
    <section class="stack" aria-labelledby="ending">
      <h2 id="ending">{ownerFields === undefined ? text.heading : text.both}</h2>
      <div class="card danger-zone">
        <div class="card-body stack">
          <div>
            <Button tone="danger" onClick={leave}>
              {text.submit}
            </Button>
          </div>
          {ownerFields === undefined ? null : <Deletion organization={organization} ownerFields={ownerFields} />}
        </div>
      </div>
    </section>
  )
}

function Deletion({ organization, ownerFields }: { organization: OwnMembership; ownerFields: FieldInfos }) {
  const text = words().organizations.delete
  const { id, name } = organization
  const remove = async (body: unknown) => {
    const typed = { label: fill(text.typed, { name }), text: name }
    const title = fill(text.title, { name })
    const isSure = await ask({ title, lead: text.lead, confirm: text.submit, isDangerous: true, typed })
    return isSure ? await call('organization', { params: { organization: id }, method: 'DELETE', body }) : cancelled
  }
  const done = () => {
    toast(fill(text.done, { name }))
    goTo('#/organizations')
  }
  return (
    <>
      <hr />
      <p>{text.lead}</p>
      <Form fields={ownerFields} submit={text.submit} isDangerous send={remove} onDone={done} />
    </>
  )
}
