/** api/views.py: a protected view and a public one. */
import { allowAny, defineEndpoint, isAuthenticated } from 'latchkey'

export const protectedView = defineEndpoint({
  name: 'Protected View',
  path: '/api/auth/protected/',
  // A Django @api_view(['GET']) does not allow HEAD.
  hasHead: false,
  permissions: [isAuthenticated],
  async GET({ principal }) {
    const { username, email } = await principal.user()
    return { status: 200, body: { message: 'This is a protected view!', user: username, email } }
  },
})

/** No login needed; an invalid token is still refused, as in DRF. */
export const tokenTest = defineEndpoint({
  name: 'Token Test',
  path: '/api/auth/token-test/',
  permissions: [allowAny],
  POST: () => ({ status: 200, body: { message: 'Token test successful - no authentication needed' } }),
})
