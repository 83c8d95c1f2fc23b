import { defineToken } from './define-token.ts'

/** Authenticates requests and can be renewed: one token instead of a pair. */
export const slidingToken = defineToken({
  name: 'SlidingToken',
  type: 'sliding',
  lifetime: settings => settings.slidingTokenLifetime,
  refreshLifetime: settings => settings.slidingTokenRefreshLifetime,
})
