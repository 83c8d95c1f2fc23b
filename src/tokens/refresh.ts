import { defineToken } from './define-token.ts'

/** Obtains new access tokens, for days. It does not authenticate requests. */
export const refreshToken = defineToken({
  name: 'RefreshToken',
  type: 'refresh',
  lifetime: settings => settings.refreshTokenLifetime,
})
