/**
 * Latchkey's own tables. A resource may have one, such as that of users with a public name. To operators it is shown only where
 * its definition says so: what it writes is not asked who may change whom, so a clerk could move a superuser's address.
 */
const names: readonly string[] = [
  'adoption_jobs',
  'api_keys',
  'app_migrations',
  'audit',
  'email_reverts',
  'factor_accounts',
  'factor_attempts',
  'factors',
  'facts',
  'group_members',
  'group_permissions',
  'latchkey_migrations',
  'login_addresses',
  'login_failures',
  'organization_invitations',
  'organization_members',
  'organizations',
  'outbox',
  'recovery_codes',
  'refresh_leases',
  'revocations',
  'schema_migrations',
  'sessions',
  'signing_keys',
  'social_accounts',
  'social_unlinks',
  'spent_tokens',
  'throttle_counters',
  'throttle_hits',
  'trusted_devices',
  'user_agents',
  'user_groups',
  'user_permissions',
  'user_search',
  'user_search_grams',
  'users',
  'webhook_deliveries',
]

/** SQL does not mind the case of a name. */
export function isOwnTable(table: string): boolean {
  return names.includes(table.toLowerCase())
}
