/** The admin API: what operators see and change, each row by a permission. auth.ts lists it. */
import type { Endpoint } from '../../http/endpoints/endpoint.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ConsoleResource } from '../resources/feature.ts'
import { accessEndpoint } from './endpoints/access.ts'
import { auditEndpoint, explainEndpoint, timelineEndpoint } from './endpoints/audit.ts'
import { auditVerifyEndpoint } from './endpoints/audit-verify.ts'
import { usersBulkEndpoint } from './endpoints/bulk.ts'
import { doctorEndpoint } from './endpoints/doctor.ts'
import { groupEndpoint, groupsEndpoint } from './endpoints/groups.ts'
import { inspectEndpoint } from './endpoints/inspect.ts'
import { keyEndpoints } from './endpoints/keys.ts'
import { meEndpoint } from './endpoints/me.ts'
import { adminOrganizationEndpoints } from './endpoints/organizations.ts'
import { outboxEndpoint, outboxMailEndpoint, outboxRetryEndpoint } from './endpoints/outbox.ts'
import { permissionsEndpoint } from './endpoints/permissions.ts'
import { resourceRowEndpoints } from './endpoints/resource-rows.ts'
import { resourcesEndpoint } from './endpoints/resources.ts'
import { sessionsEndpoint } from './endpoints/sessions.ts'
import { settingsEndpoint } from './endpoints/settings.ts'
import { statsEndpoint } from './endpoints/stats.ts'
import { userEndpoint } from './endpoints/user.ts'
import { userApiKeyEndpoint, userApiKeysEndpoint } from './endpoints/user-api-keys.ts'
import { userFactorsEndpoint } from './endpoints/user-factors.ts'
import { userGroupsEndpoint, userPermissionsEndpoint } from './endpoints/user-grants.ts'
import { userPasswordResetEndpoint, userVerifyEmailEndpoint } from './endpoints/user-mails.ts'
import { userPasswordEndpoints } from './endpoints/user-password.ts'
import { userProviderEndpoint, userProvidersEndpoint } from './endpoints/user-providers.ts'
import { userSessionEndpoint, userSessionsEndpoint } from './endpoints/user-sessions.ts'
import { usersEndpoint } from './endpoints/users.ts'
import { usersExportEndpoint } from './endpoints/users-export.ts'
import { webhookEndpoints } from './endpoints/webhooks.ts'

/** `resources`: those of the application. */
export function adminEndpoints(settings: Settings, resources: readonly ConsoleResource[]): readonly Endpoint[] {
  if (settings.console === 'off') return []
  return [
    meEndpoint(settings),
    usersEndpoint(settings),
    usersExportEndpoint(settings),
    usersBulkEndpoint(settings),
    userEndpoint(settings),
    userGroupsEndpoint(settings),
    userPermissionsEndpoint(settings),
    userPasswordResetEndpoint(settings),
    userVerifyEmailEndpoint(settings),
    ...userPasswordEndpoints(settings),
    userSessionsEndpoint(settings),
    userSessionEndpoint(settings),
    userApiKeysEndpoint(settings),
    userApiKeyEndpoint(settings),
    userProvidersEndpoint(settings),
    userProviderEndpoint(settings),
    userFactorsEndpoint(settings),
    groupsEndpoint(settings),
    groupEndpoint(settings),
    ...adminOrganizationEndpoints(settings),
    permissionsEndpoint(settings, resources),
    resourcesEndpoint(settings, resources),
    ...resources.flatMap(each => resourceRowEndpoints(settings, each)),
    sessionsEndpoint(settings),
    timelineEndpoint(settings),
    auditEndpoint(settings),
    auditVerifyEndpoint(settings),
    explainEndpoint(settings),
    inspectEndpoint(settings),
    accessEndpoint(settings),
    outboxEndpoint(settings),
    outboxMailEndpoint(settings),
    outboxRetryEndpoint(settings),
    ...webhookEndpoints(settings),
    settingsEndpoint(settings),
    doctorEndpoint(settings),
    ...keyEndpoints(settings),
    statsEndpoint(settings),
  ]
}
