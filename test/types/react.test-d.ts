/** The store knows the client's users, and the hooks those of any client. Checked by `tsc`, never run. */
import {
  type AuthState,
  type AuthStore,
  type Client,
  createAuthStore,
  createClient,
  type WireUser,
} from 'latchkey/client'
import { AuthProvider, Protected, useAuth, useUser } from 'latchkey/react'
import { createElement } from 'react'

interface Customer {
  readonly phone_number: string | null
}
const store = createAuthStore(createClient<Customer>({ mode: 'cookies' }))
store satisfies AuthStore<WireUser & Customer>
const state: AuthState<WireUser & Customer> = store.get()
if (state.kind === 'signed_in') state.user.phone_number satisfies string | null
// @ts-expect-error in doubt there is no user
state.user.phone_number

// What `Register` makes of it is tested in test/packaging/package.slow.test.ts, in a program of its own.
export function Page() {
  const user = useUser()
  // @ts-expect-error a field that was not named
  user?.phone_number
  // @ts-expect-error there may be no user
  user.email
  const auth = useAuth()
  if (auth.kind === 'signed_in') auth.user.email satisfies string
  auth.client satisfies Client
  return createElement(Protected, { fallback: 'one moment', signedOut: 'log in' }, user?.email)
}

export const app = createElement(AuthProvider, { client: createClient() }, createElement(Page))
// @ts-expect-error there is no client
export const wrong = createElement(AuthProvider, {})
