/** Whether the audit table is whole. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { AuditCheck } from '../../../ports/audit.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'

const place = z.object({ place: z.int(), digest: z.string() })

const output = z.object({
  checked: z.int(),
  first: place.nullable(),
  last: place.nullable(),
  fault: z
    .object({ id: z.int().nullable(), place: z.int(), what: z.enum(['changed', 'missing', 'added']) })
    .nullable()
    .describe('The first row that does not fit.'),
})

export function auditVerifyEndpoint(settings: Settings): Endpoint {
  // A check reads every row: those who ask while one is under way share it.
  let checking: Promise<AuditCheck> | undefined
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_audit')),
    name: 'Admin Audit Verify',
    description: 'Checks the chain of the audit table.',
    urlName: 'admin_audit_verify',
    paths: ['/api/admin/audit/verify/'],
    methods: {
      GET: {
        summary: 'Make every digest anew and name the first row that does not fit. Many rows take half a minute.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle({ audit }) {
          checking ??= audit.verify().finally(() => {
            checking = undefined
          })
          const { checked, first = null, last = null, fault } = await checking
          const shown = fault === undefined ? null : { id: fault.id ?? null, place: fault.place, what: fault.what }
          return { status: 200, body: { checked, first, last, fault: shown } }
        },
      },
    },
  }
}
