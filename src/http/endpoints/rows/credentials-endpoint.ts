/** What all rows that exchange credentials for tokens share: fields, limits and refusals. */
import type { z } from 'zod'
import { checkPassword } from '../../../flows/login.ts'
import type { Proven } from '../../../flows/pass-gate.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { System } from '../../../system.ts'
import type { Endpoint, Output } from '../endpoint.ts'
import { entryName } from '../entry-name.ts'
import { credentialsInput } from './credentials-input.ts'

export interface CredentialsEndpoint
  extends Pick<Endpoint, 'name' | 'description' | 'urlName' | 'paths' | 'namespace'> {
  readonly summary: string
  readonly output: z.ZodType
  readonly serializer?: Output['serializer']
  readonly claims?: Output['claims']
  /** Begins the session, and makes the body of the answer. */
  readonly enter: (system: System, proven: Proven) => Promise<object>
}

export function credentialsEndpoint(
  settings: Settings,
  { summary, output, serializer, claims, enter, ...row }: CredentialsEndpoint,
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
        output: {
          body: output,
          ...(serializer === undefined ? {} : { serializer }),
          ...(claims === undefined ? {} : { claims }),
        },
        fails: ['invalid', 'no_active_account', 'mfa_required', 'mfa_enrolment_required', 'throttled', 'overloaded'],
        handle: async (system, call) => {
          const proven = await checkPassword(system, input.read(await call.body()), { row: entryName(row) })
          return { status: 200, body: await enter(system, proven) }
        },
        resume: async (system, { proven }) => ({ status: 200, body: await enter(system, proven) }),
      },
    },
  }
}
