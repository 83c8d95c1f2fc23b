/** "Custom token view", "Custom token claims": claims in addition to the standard ones. */
import { customTokenEndpoint, type Endpoint, type Settings, type SqliteStore } from 'latchkey'
import { findProfile } from './profiles.ts'

export function claimEndpoints(settings: Settings, store: SqliteStore): readonly Endpoint[] {
  return [
    customTokenEndpoint(settings, {
      path: '/api/my-token/',
      claims: ({ username, email }) => ({ username, email }),
    }),
    customTokenEndpoint(settings, {
      path: '/api/custom-token/',
      claims: async ({ id, username, isStaff }) => ({
        username,
        is_staff: isStaff,
        user_role: (await findProfile(store, id))?.role ?? 'user',
      }),
      answer: ({ id, username }) => ({ user_id: id, username }),
    }),
  ]
}
