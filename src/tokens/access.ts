import { defineToken } from './define-token.ts'

/** Opens doors, for minutes. */
export const accessToken = defineToken({
  name: 'AccessToken',
  type: 'access',
  lifetime: settings => settings.accessTokenLifetime,
})
