/**
 * The pages of a login: shows the button for a passkey where the browser has any, and offers those of the login page among the
 * suggestions of its field. What the browser signs goes with the form of the page, whose answer leads on.
 */
import { type PasskeyOptions, showPasskey } from 'latchkey/client'
import { canUsePasskeys } from '../shared/passkey.ts'

/** Less than the challenge is good for. */
const freshFor = 240_000

interface Asked {
  readonly form: HTMLFormElement
  readonly button: HTMLButtonElement
  readonly problem: HTMLElement
  readonly optionsUrl: string
  /** Who signs in is not known yet: any passkey of the domain will do. */
  readonly isAlone: boolean
}

let waiting: AbortController | undefined

function begin(): void {
  const part = document.querySelector<HTMLElement>('[data-passkey-options]')
  const form = document.querySelector<HTMLFormElement>('form.form')
  const button = part?.querySelector('button')
  const problem = part?.querySelector<HTMLElement>('.alert')
  if (!part || !form || !button || !problem || !canUsePasskeys(part.dataset.passkeyDomain ?? '')) return
  const { passkeyOptions: optionsUrl = '', passkeyAlone } = part.dataset
  const asked = { form, button, problem, optionsUrl, isAlone: passkeyAlone !== undefined }
  part.hidden = false
  button.addEventListener('click', () => void press(asked))
  if (asked.isAlone) void offer(asked)
}

async function press(asked: Asked): Promise<void> {
  const { button, problem } = asked
  if (button.ariaBusy === 'true') return
  problem.hidden = true
  problem.role = null
  button.ariaBusy = 'true'
  // A browser has one ceremony at a time.
  waiting?.abort()
  try {
    send(asked, await showPasskey(await fetchOptions(asked)))
  } catch {
    problem.hidden = false
    // Read out only when it is shown.
    problem.role = 'alert'
    button.ariaBusy = 'false'
    if (asked.isAlone) void offer(asked)
  }
}

/** Until one is chosen, with a new challenge before the last one is too old. */
async function offer(asked: Asked): Promise<void> {
  const { isConditionalMediationAvailable: ask } = PublicKeyCredential
  if (typeof ask !== 'function' || !(await ask.call(PublicKeyCredential))) return
  const own = new AbortController()
  waiting = own
  const timer = setTimeout(() => void renew(asked, own), freshFor)
  try {
    const credential = await showPasskey(await fetchOptions(asked), { conditional: true, signal: own.signal })
    if (!own.signal.aborted) send(asked, credential)
  } catch {
    // Nothing was asked for, so nothing is missed.
  } finally {
    if (!own.signal.aborted) clearTimeout(timer)
  }
}

async function renew(asked: Asked, old: AbortController): Promise<void> {
  if (old.signal.aborted) return
  while (document.hidden) await new Promise(seen => document.addEventListener('visibilitychange', seen, { once: true }))
  if (old.signal.aborted) return
  old.abort()
  await offer(asked)
}

async function fetchOptions({ optionsUrl, isAlone }: Asked): Promise<PasskeyOptions> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }
  const response = await fetch(optionsUrl, { method: 'POST', headers, body: '{}' })
  if (!response.ok) throw new Error(`options: ${response.status}`)
  const options = (await response.json()) as PasskeyOptions
  return isAlone ? { ...options, allowCredentials: [] } : options
}

/** With the other fields: whether to stay logged in. A password that was typed is not sent. */
function send({ form }: Asked, credential: object): void {
  for (const each of form.querySelectorAll<HTMLInputElement>('input[type=password]')) each.disabled = true
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = 'credential'
  field.value = JSON.stringify(credential)
  form.append(field)
  form.submit()
}

begin()
