/** Asks for the password again, in a dialog. */
import { useId, useState } from 'preact/hooks'
import { call, client } from './api.ts'
import { config } from './config.ts'
import { Dialog } from './dialogs.tsx'
import { HiddenLoginName } from './login-name.tsx'
import { Alert, Button } from './parts.tsx'
import { findSession } from './this-session.ts'
import { shared } from './words.ts'

interface PasswordDialogProps {
  readonly login: string
  readonly finish: (isRight: boolean) => void
}

export function PasswordDialog({ login, finish }: PasswordDialogProps) {
  const words = shared()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()
  const confirm = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    const before = await findSession()
    const outcome = await client.login(
      config.loginField === 'email' ? { email: login, password } : { username: login, password },
    )
    // The cookies are those of the new session: nothing could use the other any more, and it would stay for weeks.
    if (outcome.kind === 'signed_in' && before !== undefined) {
      await call('session_detail', { params: { id: before }, method: 'DELETE' })
    }
    setBusy(false)
    if (outcome.kind === 'signed_in') finish(true)
    else if (outcome.kind === 'later' || (outcome.kind === 'refused' && outcome.status === 429))
      setProblem(words.unavailable)
    else setProblem(words.wrongPassword)
  }
  return (
    <Dialog title={words.confirmTitle} onClose={() => finish(false)}>
      <form onSubmit={confirm}>
        <div class="dialog-body stack">
          <p class="muted">{words.confirmLead}</p>
          {problem === '' ? null : <Alert tone="danger">{problem}</Alert>}
          <HiddenLoginName />
          <div class="field">
            <label for={id}>{words.password}</label>
            <input
              id={id}
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={event => setPassword(event.currentTarget.value)}
            />
          </div>
        </div>
        <div class="dialog-foot">
          <Button onClick={() => finish(false)}>{words.cancel}</Button>
          <Button type="submit" tone="primary" isBusy={isBusy}>
            {words.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
