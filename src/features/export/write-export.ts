/** The document of an export, written as fast as the client takes it: a history may be long. */
import { z } from 'zod'
import { instantOf } from '../../kernel/instant.ts'
import { mostAuditListed } from '../../ports/audit.ts'
import type { Session } from '../../sessions/session.ts'
import type { System } from '../../system.ts'
import type { User } from '../../users/user.ts'
import { keyOutput, showKey } from '../api-keys/endpoints.ts'
import { deviceOutput, factorOutput, isEnrolled, showDevice, showFactor } from '../mfa/endpoints/shown-factors.ts'
import { membershipOutput, showMembership } from '../organizations/endpoints/shown.ts'
import { linkedAccountOutput, showLinkedAccount } from '../social/endpoints/accounts.ts'
import { historyOutput, showEntry } from './history.ts'
import { ownFields, profileOutput, showProfile } from './profile.ts'

const moment = z.iso.datetime()

const sessionOutput = z.object({
  id: z.string(),
  started_at: moment,
  last_used_at: moment,
  expires_at: moment,
  ended_at: moment.nullable(),
  authenticated_by: z.string(),
  address: z.string(),
  user_agent: z.string(),
  current: z.boolean(),
})

export const exportOutput = z.object({
  exported_at: moment,
  profile: profileOutput,
  groups: z.array(z.string()),
  permissions: z.array(z.string()).describe('Those of the groups, too.'),
  sessions: z.array(sessionOutput).describe('Live and ended, as long as they are kept.'),
  api_keys: z.array(keyOutput).describe('Revoked ones, too. The keys themselves are not kept.'),
  linked_accounts: z.array(linkedAccountOutput),
  second_factors: z.array(factorOutput).describe('Neither secrets nor recovery codes.'),
  trusted_browsers: z.array(deviceOutput),
  organizations: z.array(membershipOutput).describe('Those that the account belongs to.'),
  history: z.array(historyOutput).describe('The newest first.'),
})

/** `sid`: the session that asked. */
export async function* writeExport(system: System, user: User, sid: string | undefined): AsyncGenerator<Uint8Array> {
  const members = JSON.stringify(await collectMembers(system, user, sid))
  yield Buffer.from(`${members.slice(0, -1)},"history":[`)
  const { hidden } = ownFields(system.settings)
  let [cursor, separator]: [string | undefined, string] = [undefined, '']
  do {
    const page = await system.audit.list({
      user: user.id,
      limit: mostAuditListed,
      ...(cursor !== undefined && { cursor }),
    })
    const rows = page.entries.map(entry => JSON.stringify(showEntry(entry, user.id, hidden)))
    if (rows.length > 0) {
      yield Buffer.from(`${separator}\n${rows.join(',\n')}`)
      separator = ','
    }
    cursor = page.next
  } while (cursor !== undefined)
  yield Buffer.from('\n]}\n')
}

/** All but the history. The features keep these whether or not the settings have their endpoints served. */
async function collectMembers(system: System, user: User, sid: string | undefined) {
  const { settings, clock, groups, apiKeys, socialAccounts, factors, organizations } = system
  const { permissions } = await groups.grantsOf(user.id)
  return {
    exported_at: instantOf(new Date(clock.now())),
    profile: showProfile(settings, user),
    groups: (await groups.ownGrantsOf(user.id)).groups.map(({ name }) => name),
    permissions,
    sessions: (await sessionsOf(system, user)).map(session => showSession(session, sid)),
    api_keys: (await apiKeys.listOf(user.id)).map(showKey),
    linked_accounts: (await socialAccounts.listOf(user.id)).map(showLinkedAccount),
    second_factors: (await factors.listOf(user.id)).filter(isEnrolled).map(showFactor),
    trusted_browsers: (await factors.listDevices(user.id, clock.now())).map(showDevice),
    organizations: (await organizations.listOf(user.id)).map(showMembership),
  }
}

const sessionsOfPage = 1000

async function sessionsOf({ sessions, clock }: System, { id }: User): Promise<readonly Session[]> {
  const all: Session[] = []
  let cursor: string | undefined
  do {
    const page = await sessions.listOf(id, { now: clock.now(), limit: sessionsOfPage, cursor })
    all.push(...page.sessions)
    cursor = page.next
  } while (cursor !== undefined)
  return all
}

function showSession(session: Session, current: string | undefined) {
  const at = (time: number) => instantOf(new Date(time))
  return {
    id: session.id,
    started_at: at(session.startedAt),
    last_used_at: at(session.lastUsedAt),
    expires_at: at(session.expiresAt),
    ended_at: session.endedAt === null ? null : at(session.endedAt),
    authenticated_by: session.factors.join(' '),
    address: session.address,
    user_agent: session.userAgent,
    current: session.id === current,
  }
}
