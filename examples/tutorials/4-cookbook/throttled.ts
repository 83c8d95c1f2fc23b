/** "Throttling with JWT": rates of single views, in addition to those of the settings. */
import { allowAny, anonRate, defineEndpoint, isAuthenticated, userRate } from 'latchkey'

export const throttledData = defineEndpoint({
  path: '/api/data/',
  permissions: [isAuthenticated],
  throttles: [userRate('1000/day')],
  GET: () => ({ status: 200, body: { data: 'Rate-limited data' } }),
})

export const lowAnonRate = defineEndpoint({
  path: '/api/throttle/anon/',
  permissions: [allowAny],
  throttles: [anonRate('3/hour', 'low_anon')],
  GET: () => ({ status: 200, body: { data: 'Low-rate anonymous data' } }),
})

export const lowUserRate = defineEndpoint({
  path: '/api/throttle/user/',
  permissions: [isAuthenticated],
  throttles: [userRate('5/hour', 'low_user')],
  GET: () => ({ status: 200, body: { data: 'Low-rate user data' } }),
})
