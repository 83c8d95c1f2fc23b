/** Has the person log in again where an endpoint wants a login of the last minutes, and then goes on. */
import { useEffect, useState } from 'preact/hooks'
import { type LoginWays, onStepUp } from './api.ts'
import { LoginNameContext } from './login-name.tsx'
import { PasswordDialog } from './step-up-password.tsx'
import { ProviderDialog, SignInReturn } from './step-up-provider.tsx'

interface Waiting {
  readonly ways: LoginWays
  answer(isDone: boolean): void
}

/** `login`: what the person logs in with. */
export function StepUp({ login }: { login: string }) {
  const [waiting, setWaiting] = useState<Waiting>()
  useEffect(() => {
    onStepUp(ways => new Promise(resolve => setWaiting({ ways, answer: resolve })))
  }, [])
  if (waiting === undefined) return <SignInReturn login={login} />
  const finish = (isDone: boolean) => {
    waiting.answer(isDone)
    setWaiting(undefined)
  }
  if (!waiting.ways.hasPassword)
    return <ProviderDialog login={login} names={waiting.ways.providers} close={() => finish(false)} />
  return (
    <LoginNameContext.Provider value={login}>
      <PasswordDialog login={login} finish={finish} />
    </LoginNameContext.Provider>
  )
}
