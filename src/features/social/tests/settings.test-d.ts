/** The feature's settings are typed in the configuration. */
import { defineConfig } from '../../../settings.ts'

defineConfig({ social: { acme: { issuer: 'https://login.acme.example', clientId: 'latchkey' } } })
// @ts-expect-error a provider has a client id
defineConfig({ social: { acme: { issuer: 'https://login.acme.example' } } })
