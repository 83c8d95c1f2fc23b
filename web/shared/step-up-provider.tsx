/**
 * Without a password, the person logs in again with a linked provider, or by a mail where there is none: this page is left, and comes back when the provider
 * is done. What was asked for is asked for once more by hand: nothing dangerous happens by itself after a change of pages.
 */
import { useEffect, useState } from 'preact/hooks'
import { call } from './api.ts'
import { config, type Provider, pageLink } from './config.ts'
import { Dialog, toast } from './dialogs.tsx'
import { fill } from './i18n.ts'
import { Alert, Button } from './parts.tsx'
import { textOfCode } from './refusals.ts'
import { hereOf, takeError } from './route.ts'
import { findSession } from './this-session.ts'
import { shared } from './words.ts'

/** What is remembered while the page is left. */
interface Left {
  readonly login: string
  readonly sid: string | undefined
}

const leftFor = 'latchkey.again'

interface ProviderDialogProps {
  readonly login: string
  /** Of the linked providers. */
  readonly names: readonly string[]
  readonly close: () => void
}

export function ProviderDialog({ login, names, close }: ProviderDialogProps) {
  const words = shared()
  const providers = config.providers.filter(({ name, signInPath }) => names.includes(name) && signInPath !== null)
  const byMail = pageLink('account_mail_login', { again: '1', next: hereOf() })
  const forgotten = byMail === undefined ? pageLink('account_forgot_password') : undefined
  const none = byMail === undefined ? words.againNone : words.againMailLead
  return (
    <Dialog title={words.againTitle} onClose={close}>
      <div class="dialog-body stack">
        <p>{providers.length === 0 ? none : words.againLead}</p>
        {providers.map(provider => (
          <Button key={provider.name} tone="primary" onClick={() => leaveFor(provider, login)}>
            {fill(words.againWith, { provider: provider.label })}
          </Button>
        ))}
        {providers.length > 0 || byMail === undefined ? null : (
          <Button tone="primary" onClick={() => leaveForMail(byMail, login)}>
            {words.againByMail}
          </Button>
        )}
        {providers.length > 0 || forgotten === undefined ? null : (
          <a class="button primary" href={forgotten}>
            {words.againMail}
          </a>
        )}
      </div>
      <div class="dialog-foot">
        <Button onClick={close}>{words.cancel}</Button>
      </div>
    </Dialog>
  )
}

/** Does not resolve: the page is left. */
async function leaveFor({ name, signInPath }: Provider, login: string): Promise<void> {
  await remember(login)
  // Google knows no `login`: choosing the account is what it asks for at least.
  const prompt = name === 'google' ? 'select_account' : 'login'
  location.assign(`${config.base}${signInPath}?${new URLSearchParams({ next: hereOf(), prompt })}`)
  await new Promise(() => {})
}

/** The same with a mail, for an account that has nothing else. */
async function leaveForMail(page: string, login: string): Promise<void> {
  await remember(login)
  location.assign(page)
  await new Promise(() => {})
}

async function remember(login: string): Promise<void> {
  const left: Left = { login, sid: await findSession() }
  sessionStorage.setItem(leftFor, JSON.stringify(left))
}

/** What the sign-in came to: said once, when the page is there again. */
export function SignInReturn({ login }: { login: string }) {
  const words = shared()
  const [code, setCode] = useState<string>()
  useEffect(() => {
    const left = takeLeft()
    const error = takeError()
    if (error !== undefined) setCode(error)
    else if (left !== undefined) void settle(left, login)
  }, [])
  if (code === undefined) return null
  const close = () => setCode(undefined)
  return (
    <Dialog title={words.signInFailed} onClose={close}>
      <div class="dialog-body">
        <Alert tone="danger">{textOfCode(code) ?? words.failed}</Alert>
      </div>
      <div class="dialog-foot">
        <Button onClick={close}>{words.close}</Button>
      </div>
    </Dialog>
  )
}

function takeLeft(): Left | undefined {
  const text = sessionStorage.getItem(leftFor)
  sessionStorage.removeItem(leftFor)
  return text === null ? undefined : (JSON.parse(text) as Left)
}

async function settle({ login, sid }: Left, loginNow: string): Promise<void> {
  const words = shared()
  if (login !== loginNow) return toast(fill(words.againOther, { login: loginNow }), 'danger')
  // The person turned back before the provider was done.
  if (sid === undefined || (await findSession()) === sid) return
  // The cookies are those of the new session: nothing could use the other any more, and it would stay for weeks.
  await call('session_detail', { params: { id: sid }, method: 'DELETE' })
  toast(words.againDone)
}
