import { defineToken } from './define-token.ts'

/** Any kind at all: what the verify endpoint reads. Does NOT tell an access token from a refresh token. */
export const untypedToken = defineToken({ name: 'UntypedToken', type: 'untyped', lifetime: 0, checksType: false })
