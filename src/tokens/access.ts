import { defineToken } from './define-token.ts'

/** Authenticates requests, for minutes. */
export const accessToken = defineToken({
  name: 'AccessToken',
  type: 'access',
  lifetime: settings => settings.accessTokenLifetime,
})
