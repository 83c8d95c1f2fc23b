/** api/views.py: a guarded view and an open one. */
import { allowAny, defineEndpoint, isAuthenticated, requirePrincipal } from 'latchkey'

export const protectedView = defineEndpoint({
  name: 'Protected View',
  path: '/api/auth/protected/',
  // An @api_view(['GET']) has no HEAD.
  hasHead: false,
  permissions: [isAuthenticated],
  async GET(call) {
    const { username, email } = await requirePrincipal(call).user()
    return { status: 200, body: { message: 'This is a protected view!', user: username, email } }
  },
})

/** Nobody has to be anybody here; a token that is no good is refused all the same, as DRF does. */
export const tokenTest = defineEndpoint({
  name: 'Token Test',
  path: '/api/auth/token-test/',
  permissions: [allowAny],
  POST: () => ({ status: 200, body: { message: 'Token test successful - no authentication needed' } }),
})
