/** Has the person show again who is there, where an endpoint wants to know it for the last minutes, and then goes on. */
import { useEffect, useState } from 'preact/hooks'
import { onStepUp, type Ways } from './api.ts'
import { LoginNameContext } from './login-name.tsx'
import { FactorDialog } from './step-up-factor.tsx'
import { PasswordDialog } from './step-up-password.tsx'
import { ProviderDialog, SignInReturn } from './step-up-provider.tsx'

interface Waiting {
  readonly ways: Ways
  answer(isDone: boolean): void
}

/** `login`: what the person logs in with. */
export function StepUp({ login }: { login: string }) {
  const [waiting, setWaiting] = useState<Waiting>()
  useEffect(() => {
    onStepUp(ways => new Promise(resolve => setWaiting({ ways, answer: resolve })))
  }, [])
  if (waiting === undefined) return <SignInReturn login={login} />
  const { factors, hasPassword, providers } = waiting.ways
  const finish = (isDone: boolean) => {
    waiting.answer(isDone)
    setWaiting(undefined)
  }
  if (factors.length > 0) return <FactorDialog methods={factors} finish={finish} />
  if (!hasPassword) return <ProviderDialog login={login} names={providers} close={() => finish(false)} />
  return (
    <LoginNameContext.Provider value={login}>
      <PasswordDialog login={login} finish={finish} />
    </LoginNameContext.Provider>
  )
}
