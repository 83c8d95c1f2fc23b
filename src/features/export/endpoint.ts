/**
 * The caller's data as one JSON document. It says more at once than any other row, addresses of logins and linked accounts
 * among it, so a stolen access token is not enough: it asks for a login of the last minutes, as changes do. An API key
 * does not open it whatever the settings say.
 */
import { requireRecentLogin } from '../../flows/reauthenticate.ts'
import { type Endpoint, requirePrincipal } from '../../http/endpoints/endpoint.ts'
import { isAuthenticated } from '../../permissions/built-in.ts'
import type { Settings } from '../../settings/settings.ts'
import { recordExport } from './flows/record-export.ts'
import { exportOutput, writeExport } from './write-export.ts'

export function accountExportEndpoint(settings: Settings): Endpoint {
  return {
    name: 'Account Export',
    description: 'What is kept about your account.',
    urlName: 'account_export',
    paths: ['/api/auth/account/export/'],
    authentication: 'any',
    permissions: [isAuthenticated],
    // Each is on record, and a HEAD would take nothing along.
    hasHead: false,
    methods: {
      GET: {
        summary: 'Download what is kept about your account.',
        countsAsChange: true,
        output: { body: exportOutput },
        fails: ['not_authenticated', 'recent_login_required', 'throttled'],
        async handle(system, call) {
          const principal = requirePrincipal(call)
          if (settings.reauthenticateForChanges) await requireRecentLogin(system, principal)
          const user = await principal.user()
          await recordExport(system, user.id, principal.sid)
          return {
            status: 200,
            content: { type: 'application/json', bytes: writeExport(system, user, principal.sid) },
            headers: { 'Content-Disposition': 'attachment; filename="account.json"' },
          }
        },
      },
    },
  }
}
