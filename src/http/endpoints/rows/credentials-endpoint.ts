/** What all rows that exchange credentials for tokens share: fields, limits and refusals. */
import type { z } from 'zod'
import type { Credentials } from '../../../flows/login.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { Call, Endpoint, Output } from '../endpoint.ts'
import { credentialsInput } from './credentials-input.ts'

export interface CredentialsEndpoint
  extends Pick<Endpoint, 'name' | 'description' | 'urlName' | 'paths' | 'namespace'> {
  readonly summary: string
  readonly output: z.ZodType
  readonly serializer?: Output['serializer']
  /** Verifies the credentials and makes the body of the answer. */
  readonly exchange: (system: System, credentials: Credentials, call: Call) => Promise<object>
}

export function credentialsEndpoint(
  settings: Settings,
  { summary, output, serializer, exchange, ...row }: CredentialsEndpoint,
): Endpoint {
  const input = credentialsInput(settings)
  return {
    ...row,
    authentication: 'none',
    permissions: [allowAny],
    methods: {
      POST: {
        summary,
        input: input.schema,
        readsItself: true,
        hashesPassword: 'login',
        output: { body: output, ...(serializer === undefined ? {} : { serializer }) },
        fails: ['invalid', 'no_active_account', 'throttled', 'overloaded'],
        handle: async (system, call) => {
          const credentials = input.read(await call.body())
          return { status: 200, body: await exchange(system, credentials, call) }
        },
      },
    },
  }
}
