/** The feature's settings are typed in the configuration. */
import { defineConfig } from '../../../settings.ts'

defineConfig({ apiKeyHeader: 'X-Key' })
// @ts-expect-error a header has a name
defineConfig({ apiKeyHeader: 7 })
