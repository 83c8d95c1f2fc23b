/** "Simple protected view", "User profile endpoint", "Permission classes": views with permissions. */
import { defineEndpoint, isAdminUser, isAuthenticated } from 'latchkey'

export const hello = defineEndpoint({
  path: '/api/hello/',
  permissions: [isAuthenticated],
  async GET({ principal }) {
    const { username } = await principal.user()
    return { status: 200, body: { message: `Hello, ${username}` } }
  },
})

export const profile = defineEndpoint({
  path: '/api/profile/',
  permissions: [isAuthenticated],
  async GET({ principal }) {
    const { username, email, firstName, lastName, dateJoined } = await principal.user()
    return {
      status: 200,
      body: { username, email, first_name: firstName, last_name: lastName, date_joined: dateJoined },
    }
  },
})

export const adminOnly = defineEndpoint({
  path: '/api/admin-only/',
  permissions: [isAuthenticated, isAdminUser],
  GET: () => ({ status: 200, body: { message: 'Admin access granted' } }),
})

export const readOnly = defineEndpoint({
  path: '/api/read-only/',
  permissions: [isAuthenticated],
  GET: () => ({ status: 200, body: { data: 'Read-only data' } }),
})
