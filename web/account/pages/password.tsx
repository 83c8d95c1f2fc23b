/** A new password; the first one for those who came by another provider. */
import { call } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: { readonly POST?: FieldInfos }
}

export function PasswordPage() {
  const text = words().password
  const { data, refusal, reload } = useLoaded<Described>(() => call('password_change', { method: 'OPTIONS' }), [])
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? (
        <Loading />
      ) : (
        <div class="card">
          <div class="card-body">
            <Form
              fields={data.actions?.POST ?? {}}
              submit={text.submit}
              send={body => call('password_change', { method: 'POST', body })}
              onDone={() => {
                toast(text.done)
                reload()
              }}
            />
          </div>
        </div>
      )}
    </>
  )
}
