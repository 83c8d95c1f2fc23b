import { defineToken } from './define-token.ts'

/** Opens doors and renews itself: one token instead of a pair. */
export const slidingToken = defineToken({
  name: 'SlidingToken',
  type: 'sliding',
  lifetime: settings => settings.slidingTokenLifetime,
  refreshLifetime: settings => settings.slidingTokenRefreshLifetime,
})
