/** account/views.py: the user's profile, and a logout that needs only the refresh token. */
import { allowAny, type Call, defineEndpoint, isAuthenticated, logout, type System } from 'latchkey'
import { handOver } from '../hand-over.ts'

/** Without a trailing slash, as in the tutorial. */
export const accountProfile = defineEndpoint({
  path: '/account/profile',
  permissions: [isAuthenticated],
  async GET({ principal }) {
    const { id, username, email } = await principal.user()
    return { status: 200, body: { id, username, email } }
  },
})

export const accountLogout = defineEndpoint({
  name: 'Logout',
  path: '/account/logout/',
  authentication: 'none',
  permissions: [allowAny],
  async POST(call: Call, system: System) {
    const isLoggedOut = await handOver(call, token => logout(system, token))
    return isLoggedOut
      ? { status: 200, body: { detail: 'Successfully logged out.' } }
      : { status: 400, body: { detail: 'Invalid token.' } }
  },
})
