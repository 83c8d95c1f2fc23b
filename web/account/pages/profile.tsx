/** The fields of the profile, the application's own among them. */
import { call } from '../../shared/api.ts'
import { toast } from '../../shared/dialogs.tsx'
import { type FieldInfos, Form, type Values } from '../../shared/form.tsx'
import { Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { useLoaded } from '../../shared/use-loaded.ts'
import { shared } from '../../shared/words.ts'
import { type Profile, usePerson } from '../me.ts'
import { words } from '../words/words.ts'

interface Described {
  readonly actions?: { readonly PUT?: FieldInfos }
}

/** The page of the address has these. */
const ofAddress = ['email', 'current_password']

export function useProfileFields() {
  return useLoaded<Described>(() => call('user_profile', { method: 'OPTIONS' }), [])
}

export function ProfilePage() {
  const { profile, reload } = usePerson()
  const text = words().profile
  const described = useProfileFields()
  const fields = Object.entries(described.data?.actions?.PUT ?? {}).filter(([name]) => !ofAddress.includes(name))
  const done = () => {
    toast(text.saved)
    reload()
  }
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {described.refusal === undefined ? null : <Refused refusal={described.refusal} again={described.reload} />}
      {described.data === undefined ? (
        <Loading />
      ) : (
        <div class="card">
          <div class="card-body">
            <Form<Profile>
              fields={Object.fromEntries(fields)}
              values={{ ...profile } satisfies Values}
              isChange
              submit={shared().save}
              send={body => call('user_profile', { method: 'PATCH', body })}
              onDone={done}
            />
          </div>
        </div>
      )}
    </>
  )
}
