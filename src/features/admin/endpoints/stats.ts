/** How much goes on: for the first page of a console. */
import { z } from 'zod'
import { integerField } from '../../../fields/integer-field.ts'
import { defineMethod } from '../../../http/endpoints/define-method.ts'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'
import { showStats } from '../shown-stats.ts'
import { createStats, mostDays, usualDays } from '../stats.ts'

const bounded = z.object({ value: z.int(), is_exact: z.boolean().describe('False: there are at least so many.') })

const output = z.object({
  days: z.array(
    z.object({
      day: z.iso.date().describe('In UTC.'),
      logins: z.int().describe('Sessions that began, by registering too.'),
      failed_logins: z.int().nullable().describe('Null: refusals are not recorded (auditRefusals).'),
      registrations: z.int().describe('Accounts that were created.'),
      refusals: z.int().nullable().describe('Tokens and requests that were refused, as far as they are recorded.'),
      ended_sessions: z.int(),
      dropped_mails: z.int(),
    }),
  ),
  now: z.object({ live_sessions: bounded, accounts: bounded, waiting_mails: bounded }),
})

export function statsEndpoint(settings: Settings): Endpoint {
  const readStats = createStats()
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Stats',
    description: 'How much goes on.',
    urlName: 'admin_stats',
    paths: ['/api/admin/stats/'],
    methods: {
      GET: defineMethod({
        summary: 'Count what happened on each day, the oldest first, and what there is now.',
        query: z.object({
          days: integerField({
            required: false,
            minValue: 1,
            maxValue: mostDays,
            helpText: `${usualDays} by default. Days from before auditRetention are left out.`,
          }),
        }),
        output: { status: 200, body: output },
        fails: ['not_authenticated', 'permission_denied', 'invalid'],
        async handle(system, { query }) {
          const stats = await readStats(system, query.days ?? usualDays)
          return { status: 200, body: showStats(settings, stats) }
        },
      }),
    },
  }
}
