/** Findings about what belongs to users: groups, permissions, social accounts, addresses, spent tokens, the database itself. */
import type { DjangoSettings } from '../django-settings.ts'
import { hasApp } from '../django-settings.ts'
import type { DjangoProject } from '../project.ts'
import { type CheckFinding, count, finding, some } from './finding.ts'
import type { CheckFacts } from './gather-facts.ts'

export function examineBeside(
  project: DjangoProject,
  facts: CheckFacts,
  settings: DjangoSettings | undefined,
  place: string,
): CheckFinding[] {
  return [
    ...examineGroups(project, facts),
    ...examineSocial(project, facts),
    ...examineAddresses(project, facts),
    ...examineBlacklist(project, facts, settings),
    ...examineTimes(project, facts, settings),
    ...examineDatabase(facts, place),
  ]
}

function examineGroups({ groups }: DjangoProject, facts: CheckFacts): CheckFinding[] {
  if (groups === undefined)
    return [
      finding('not-carried', 'groups', 'There are no tables of groups and permissions.', 'Nothing has to be done.'),
    ]
  const { oddPermissions } = facts
  return [
    finding(
      'carried',
      'groups',
      `${count(facts.groups, 'group')} with ${count(facts.userGroups, 'membership')}, and ${count(facts.userPermissions, 'permission')} of users alone, as app_label.codename.`,
    ),
    ...(oddPermissions.length === 0
      ? []
      : [
          finding(
            'not-carried',
            'permission_names',
            `${count(oddPermissions.length, 'permission')} with other characters than letters, digits and underscores: ${some(oddPermissions)}.`,
            'Rename the codename at Django, if it is needed.',
          ),
        ]),
    ...(groups.userGroups === undefined
      ? [
          finding(
            'unknown',
            'group_members',
            'The table that says who is in which group was not found.',
            'Give --settings django.json.',
          ),
        ]
      : []),
  ]
}

function examineSocial({ socialAccounts }: DjangoProject, facts: CheckFacts): CheckFinding[] {
  if (socialAccounts === undefined) return []
  const found: CheckFinding[] = []
  const providers = facts.socialAccounts
  if (providers.length > 0) {
    found.push(
      finding(
        'carried',
        'social_accounts',
        `Accounts at providers: ${providers.map(({ provider, accounts }) => `${provider} ${accounts.toLocaleString('en')}`).join(', ')}.`,
      ),
      finding(
        'missing',
        'social_clients',
        `The ids and secrets of the clients at ${providers.map(({ provider }) => provider).join(', ')} are not read from Django.`,
        `Put them into the setting social, such as LATCHKEY_SOCIAL='{"${providers[0]?.provider}": {"clientId": "...", "clientSecret": "..."}}'.`,
      ),
    )
  }
  if (facts.secondSocialAccounts > 0) {
    found.push(
      finding(
        'not-carried',
        'second_social_accounts',
        `${count(facts.secondSocialAccounts, 'user has', 'users have')} several accounts at one provider; the one that was linked first comes over.`,
        'They link the other one again, in place of the first.',
      ),
    )
  }
  return found
}

function examineAddresses({ emails }: DjangoProject, facts: CheckFacts): CheckFinding[] {
  if (emails === undefined) {
    return [
      finding(
        'not-carried',
        'verified_addresses',
        'Nothing says which addresses are verified: all count as not verified.',
        'Addresses are verified by mail, or at the next login by mail.',
      ),
    ]
  }
  return [
    finding(
      'carried',
      'verified_addresses',
      `${count(facts.verifiedAddresses, 'verified address', 'verified addresses')} of allauth.`,
    ),
    ...(facts.secondaryAddresses === 0
      ? []
      : [
          finding(
            'not-carried',
            'secondary_addresses',
            `${count(facts.secondaryAddresses, 'address', 'addresses')} beside the one of the account.`,
            'An account has one address here; they stay in account_emailaddress.',
          ),
        ]),
  ]
}

function examineBlacklist(
  { blacklist }: DjangoProject,
  facts: CheckFacts,
  settings: DjangoSettings | undefined,
): CheckFinding[] {
  if (blacklist === undefined) {
    const isThere = settings !== undefined && hasApp(settings, 'rest_framework_simplejwt.token_blacklist')
    const fix = isThere
      ? 'python manage.py migrate token_blacklist'
      : "Add 'rest_framework_simplejwt.token_blacklist' to INSTALLED_APPS, then: python manage.py migrate token_blacklist"
    return [
      finding(
        'missing',
        'token_blacklist',
        "SimpleJWT's tables of spent tokens are not there: what is logged out on one side stays good on the other.",
        fix,
      ),
    ]
  }
  return [
    finding(
      'carried',
      'spent_tokens',
      `${count(facts.spent, 'spent token')} that would not have expired; their expiry is that of the token itself.`,
    ),
    finding(
      'carried',
      'outstanding_tokens',
      `${count(facts.outstanding, 'token')} that Django lists as outstanding stay good: with the key that signed them, until they expire. They are no sessions, as successors of rotated ones are not listed.`,
    ),
    ...(facts.missingGrants.length === 0
      ? []
      : [
          finding(
            'missing',
            'grants',
            `This user of the database may not: ${facts.missingGrants.join(', ')}. Tokens that are spent here are told to Django by INSERT, and users after the switch by INSERT and UPDATE.`,
            grantLine(facts.missingGrants),
          ),
        ]),
  ]
}

function grantLine(missing: readonly string[]): string {
  return `As the owner of the tables: ${missing.map(each => `GRANT ${each.replace(' on ', ' ON ')} TO ROLE`).join('; ')}; and USAGE on their sequences.`
}

function examineTimes(
  { times, tables, users }: DjangoProject,
  { expiryShift }: CheckFacts,
  settings: DjangoSettings | undefined,
): CheckFinding[] {
  const isLocal = times.useTz === false
  const hasZones = tables.get(users.table.name)?.columns.some(({ type }) => /with time zone/.test(type)) === true
  const wrong = expiryShift !== undefined && expiryShift !== 0 && !isLocal
  if (wrong) {
    return [
      finding(
        'blocker',
        'time_zone',
        `Rows of tokens expire ${(expiryShift / 3600).toFixed(2)} hours beside the tokens themselves: the project has USE_TZ=False, and ${settings === undefined ? 'its time zone is not known' : 'its settings say otherwise'}.`,
        "Say the project's TIME_ZONE: --time-zone Europe/Berlin, or --settings django.json.",
      ),
    ]
  }
  if (isLocal)
    return [
      finding(
        'carried',
        'time_zone',
        `USE_TZ is False: ${hasZones ? 'expiries of rows' : 'moments'} are read as local times of ${times.timeZone ?? 'UTC'}.`,
      ),
    ]
  if (times.useTz === true || hasZones) return []
  return [
    finding(
      'unknown',
      'time_zone',
      'Whether the project has USE_TZ is not known; moments are taken for UTC. Joined and last seen would be off by the hours of its time zone otherwise.',
      'Give --settings django.json, or --time-zone UTC, or --time-zone with the TIME_ZONE of a project that has USE_TZ=False.',
    ),
  ]
}

function examineDatabase({ journalMode, drfTokens }: CheckFacts, place: string): CheckFinding[] {
  return [
    ...(journalMode === undefined || journalMode === 'wal'
      ? []
      : [
          finding(
            'warning',
            'sqlite_journal',
            `Django's file is in the journal mode ${journalMode}: while a copy reads, Django's writes wait, and end with "database is locked" after its timeout.`,
            `sqlite3 ${place} 'PRAGMA journal_mode=WAL'`,
          ),
        ]),
    ...(drfTokens === 0
      ? []
      : [
          finding(
            'not-carried',
            'drf_tokens',
            `${count(drfTokens, 'token')} of rest_framework.authtoken.`,
            'Make API keys for their users: `latchkey api-keys create`.',
          ),
        ]),
  ]
}
