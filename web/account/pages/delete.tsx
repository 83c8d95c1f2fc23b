/** The end of the account, by its password. */
import { call, cancelled } from '../../shared/api.ts'
import { config, pageLink } from '../../shared/config.ts'
import { ask } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form } from '../../shared/form.tsx'
import { Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: { readonly POST?: FieldInfos }
}

export function DeletePage() {
  const text = words().delete
  const { data, refusal, reload } = useLoaded<Described>(() => call('account_delete', { method: 'OPTIONS' }), [])
  const remove = async (body: unknown) => {
    const isSure = await ask({ title: text.sure, lead: text.lead, confirm: text.submit, isDangerous: true })
    return isSure ? await call('account_delete', { method: 'POST', body }) : cancelled
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {refusal === undefined ? null : <Refused refusal={refusal} again={reload} />}
      {data === undefined ? (
        <Loading />
      ) : (
        <div class="card danger-zone">
          <div class="card-body">
            <Form
              fields={data.actions?.POST ?? {}}
              submit={text.submit}
              isDangerous
              send={remove}
              onDone={() => location.assign(pageLink('account_login') ?? `${config.base}/`)}
            />
          </div>
        </div>
      )}
    </>
  )
}
