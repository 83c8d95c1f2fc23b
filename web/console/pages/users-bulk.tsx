/** What is done to many accounts: first what would happen, then it, with a result for each. */
import { useId, useState } from 'preact/hooks'
import { call, type Refusal } from '../../shared/api.ts'
import { Dialog } from '../../shared/dialogs.tsx'
import { fill } from '../../shared/i18n.ts'
import { Button, CommandLine, Refused } from '../../shared/parts.tsx'
import { shared } from '../../shared/words.ts'
import { type BulkAction, bulkCommand } from '../commands.tsx'
import { useMe } from '../me.ts'
import { words } from '../words/words.ts'

const actions = {
  activate: 'auth.change_user',
  deactivate: 'auth.change_user',
  end_sessions: 'latchkey.delete_session',
  delete: 'auth.delete_user',
} as const satisfies Record<BulkAction, string>

interface BulkAnswer {
  readonly dry_run: boolean
  readonly results: readonly { readonly id: string | number; readonly ok: boolean; readonly detail?: string }[]
}

interface BulkProps {
  readonly ids: readonly (string | number)[]
  readonly onDone: () => void
}

export function BulkBar({ ids, onDone }: BulkProps) {
  const me = useMe()
  const text = words().bulk
  const offered = (Object.keys(actions) as BulkAction[]).filter(action => me.may(actions[action]))
  const [action, setAction] = useState<BulkAction | undefined>(offered[0])
  const [answer, setAnswer] = useState<BulkAnswer>()
  const [refusal, setRefusal] = useState<Refusal>()
  const id = useId()
  const run = async (isDry: boolean) => {
    const outcome = await call<BulkAnswer>('admin_users_bulk', {
      method: 'POST',
      body: { ids, action, dry_run: isDry },
    })
    setRefusal(outcome.ok ? undefined : outcome)
    if (outcome.ok) setAnswer(outcome.data)
  }
  const close = () => {
    const wasDone = answer?.dry_run === false
    setAnswer(undefined)
    if (wasDone) onDone()
  }
  return (
    <section class="bulk" aria-label={text.title}>
      <span>{fill(text.chosen, { count: ids.length })}</span>
      <label class="visually-hidden" for={id}>
        {text.action}
      </label>
      <select id={id} value={action} onChange={event => setAction(event.currentTarget.value as BulkAction)}>
        {offered.map(each => (
          <option key={each} value={each}>
            {text.actions[each]}
          </option>
        ))}
      </select>
      <Button onClick={() => run(true)}>{text.check}</Button>
      {refusal === undefined ? null : <Refused refusal={refusal} />}
      {answer === undefined ? null : (
        <Dialog title={action === undefined ? text.title : text.actions[action]} onClose={close}>
          <BulkResult answer={answer} />
          {action !== undefined && answer.dry_run ? (
            <div class="dialog-body">
              <CommandLine command={bulkCommand(action, ids)} />
            </div>
          ) : null}
          <div class="dialog-foot">
            <Button onClick={close}>{answer.dry_run ? shared().cancel : shared().close}</Button>
            {answer.dry_run && answer.results.some(({ ok }) => ok) ? (
              <Button tone={action === 'delete' ? 'danger' : 'primary'} onClick={() => run(false)}>
                {text.run}
              </Button>
            ) : null}
          </div>
        </Dialog>
      )}
    </section>
  )
}

function BulkResult({ answer: { dry_run: isDry, results } }: { answer: BulkAnswer }) {
  const text = words().bulk
  const refused = results.filter(({ ok }) => !ok)
  return (
    <div class="dialog-body stack" role="status">
      <p>{fill(isDry ? text.wouldDo : text.done, { count: results.length - refused.length })}</p>
      {refused.length === 0 ? null : (
        <>
          <p>{fill(isDry ? text.wouldRefuse : text.refused, { count: refused.length })}</p>
          <ul class="list">
            {refused.map(({ id, detail }) => (
              <li key={id}>
                <span class="list-main mono">{id}</span>
                <span class="list-end">{detail}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
