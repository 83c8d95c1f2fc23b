/** What is wrong with the installation, as `latchkey doctor` says it. */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { hasPermission } from '../../../permissions/has-model-permissions.ts'
import type { Settings } from '../../../settings/settings.ts'
import { adminAccess } from '../access.ts'

const output = z.object({
  healthy: z.boolean().describe('Whether no finding is a fault.'),
  findings: z.array(
    z.object({
      check: z.string().describe('The group of checks: database, cookies.'),
      level: z.enum(['fault', 'advice']),
      what: z.string(),
      fix: z.string(),
    }),
  ),
})

export function doctorEndpoint(settings: Settings): Endpoint {
  return {
    ...adminAccess(settings, hasPermission('latchkey.view_settings')),
    name: 'Admin Doctor',
    description: 'What is wrong with the installation.',
    urlName: 'admin_doctor',
    paths: ['/api/admin/doctor/'],
    methods: {
      GET: {
        summary: 'Look at settings, endpoints, database and Redis, and say what to do. It takes five seconds at most.',
        output: { body: output },
        fails: ['not_authenticated', 'permission_denied'],
        async handle({ installation }) {
          const findings = await installation.findings()
          return { status: 200, body: { healthy: findings.every(({ level }) => level !== 'fault'), findings } }
        },
      },
    },
  }
}
