import { defineToken } from './define-token.ts'

/** Fetches the next access token, for days, and opens no other door. */
export const refreshToken = defineToken({
  name: 'RefreshToken',
  type: 'refresh',
  lifetime: settings => settings.refreshTokenLifetime,
})
