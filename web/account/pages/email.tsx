/** The address: a new one is confirmed by a mail to it, and the old one is told. */
import { useState } from 'preact/hooks'
import { call } from '../../shared/api.ts'
import { pathOf } from '../../shared/config.ts'
import { toast } from '../../shared/dialogs.tsx'
import { Form } from '../../shared/form.tsx'
import { fill } from '../../shared/i18n.ts'
import { Alert, Button, explain, Loading, PageHead, Refused } from '../../shared/parts.tsx'
import { type Profile, usePerson } from '../me.ts'
import { words } from '../words/words.ts'
import { useProfileFields } from './profile.tsx'

export function EmailPage() {
  const { profile, reload } = usePerson()
  const text = words().email
  const described = useProfileFields()
  const [isAsked, setAsked] = useState(false)
  const { email, current_password: password } = described.data?.actions?.PUT ?? {}
  const done = (after: Profile) => {
    // With mails, the old address counts until the link in the mail to the new one was opened.
    if (after.email === profile.email) setAsked(true)
    else toast(text.changed)
    reload()
  }
  const address = profile.email ?? ''
  return (
    <>
      <PageHead title={text.title} lead={text.lead} />
      {isAsked ? <Alert tone="success">{text.asked}</Alert> : null}
      <p class="wrap">{address === '' ? text.none : fill(text.current, { address })}</p>
      {profile.email_verified === false && address !== '' ? <Verify /> : null}
      {described.refusal === undefined ? null : <Refused refusal={described.refusal} again={described.reload} />}
      {described.data === undefined ? <Loading /> : null}
      {email === undefined ? null : (
        <div class="card">
          <div class="card-body">
            <Form<Profile>
              fields={{ email, ...(password === undefined ? {} : { current_password: password }) }}
              submit={text.submit}
              send={body => call('user_profile', { method: 'PATCH', body })}
              onDone={done}
            />
          </div>
        </div>
      )}
    </>
  )
}

function Verify() {
  const text = words().email
  const { profile } = usePerson()
  if (pathOf('email_verification') === undefined) return null
  const send = async () => {
    const outcome = await call('email_verification', { method: 'POST', body: { email: profile.email } })
    if (outcome.ok) toast(text.sent)
    else toast(explain(outcome), 'danger')
  }
  return (
    <Alert tone="warning">
      <p>{text.notVerified}</p>
      <Button small onClick={send}>
        {text.verify}
      </Button>
    </Alert>
  )
}
