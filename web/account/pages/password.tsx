/** A new password; the first one for those who came by another provider. */
import { call, client } from '../../shared/api.ts'
import { config } from '../../shared/config.ts'
import { toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { usePerson } from '../me.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: { readonly POST?: FieldInfos }
}

export function PasswordPage() {
  const text = words().password
  const { data, refusal, reload } = useLoaded<Described>(() => call('password_change', { method: 'OPTIONS' }), [])
  const { profile } = usePerson()
  const login = (config.loginField === 'email' ? profile.email : profile.username) ?? ''
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
              send={body => change(body, login)}
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

/** Without the setting `keepCurrentSession` this session has ended with the others: a new one begins with the new password. */
async function change(body: Values, login: string) {
  const outcome = await call('password_change', { method: 'POST', body })
  if (outcome.ok && (await client.resume()) === 'signed_out') {
    const password = String(body.new_password)
    await client.login(config.loginField === 'email' ? { email: login, password } : { username: login, password })
  }
  return outcome
}
