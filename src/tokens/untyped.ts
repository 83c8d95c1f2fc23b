import { defineToken } from './define-token.ts'

/** Any kind, for the verify endpoint. Does NOT distinguish access tokens from refresh tokens. */
export const untypedToken = defineToken({ name: 'UntypedToken', type: 'untyped', lifetime: 0, checksType: false })
