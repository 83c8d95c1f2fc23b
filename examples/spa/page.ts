/** A page without a framework: who is signed in is one value, and each change of it draws the page anew. */
import { type AuthState, createAuthStore, createClient } from 'latchkey/client'

const client = createClient({ mode: 'cookies' })
const store = createAuthStore(client)
const main = document.querySelector('main') as HTMLElement

store.subscribe(draw)

function draw(state: AuthState): void {
  const parts = {
    loading: [text('One moment …')],
    signed_out: signedOut(),
    later: [text('You are offline.')],
    signed_in: [],
  }
  main.replaceChildren(...parts[state.kind], ...(state.user ? signedIn(state.user.first_name || state.user.email) : []))
}

function signedOut(): Node[] {
  const problem = text('')
  problem.setAttribute('role', 'alert')
  const enter = form(['email', 'password'], 'Log in', async given => {
    const outcome = await client.login({ email: given.email ?? '', password: given.password ?? '' })
    // Signed in, the store has drawn the page anew.
    if (outcome.kind === 'refused') problem.textContent = 'The address or the password is wrong.'
    if (outcome.kind === 'later') problem.textContent = 'The server is busy. Try again in a moment.'
    if (outcome.kind === 'second_factor') problem.textContent = 'This page knows no second factor: see the guide.'
  })
  return [enter, problem]
}

function signedIn(name: string): Node[] {
  const rename = form(['first_name'], 'Save', async given => {
    const headers = { 'Content-Type': 'application/json' }
    await client.fetch('/api/auth/profile/', { method: 'PATCH', headers, body: JSON.stringify(given) })
    await store.reload()
  })
  const leave = document.createElement('button')
  leave.textContent = 'Log out'
  leave.onclick = () => client.logout()
  return [text(`Hello, ${name}`), rename, leave]
}

function form(names: readonly string[], label: string, send: (given: Record<string, string>) => Promise<void>): Node {
  const element = document.createElement('form')
  for (const name of names) {
    const field = Object.assign(document.createElement('input'), { name, required: true, ariaLabel: name })
    if (name === 'password') field.type = 'password'
    element.append(field)
  }
  element.append(Object.assign(document.createElement('button'), { textContent: label }))
  element.onsubmit = async event => {
    event.preventDefault()
    await send(Object.fromEntries([...new FormData(element)].map(([name, value]) => [name, String(value)])))
  }
  return element
}

function text(says: string): HTMLElement {
  return Object.assign(document.createElement('p'), { textContent: says })
}
