/**
 * The contract of every store, whatever its database. A store's test file calls `testStore` with a way to open an empty
 * store; each promise becomes a test under the store's name.
 */

import { testAddedColumns } from './store-contract/added-columns.ts'
import { testAdoptedChanges } from './store-contract/adopted-changes.ts'
import { testAdoptedLogins } from './store-contract/adopted-logins.ts'
import { testAdoption } from './store-contract/adoption.ts'
import { testAdoptionNotes } from './store-contract/adoption-notes.ts'
import { testAdoptionRefusals } from './store-contract/adoption-refusals.ts'
import { testAdoptionWork } from './store-contract/adoption-work.ts'
import { testApiKeys } from './store-contract/api-keys.ts'
import { testAuditRows } from './store-contract/audit.ts'
import { testAuditChain } from './store-contract/audit-chain.ts'
import { testAuditDays } from './store-contract/audit-days.ts'
import { testAuditLists } from './store-contract/audit-lists.ts'
import { testDeliveries } from './store-contract/deliveries.ts'
import { testEndpointPauses } from './store-contract/endpoint-pauses.ts'
import { testFactorAttempts } from './store-contract/factor-attempts.ts'
import { testFactors } from './store-contract/factors.ts'
import { testForeignRotations } from './store-contract/foreign-rotations.ts'
import { testForeignSessions } from './store-contract/foreign-sessions.ts'
import { testGivenUpDeliveries } from './store-contract/given-up-deliveries.ts'
import { testGroupChanges } from './store-contract/group-changes.ts'
import { testHousekeeping } from './store-contract/housekeeping.ts'
import { testInvitations } from './store-contract/invitations.ts'
import { testLastSuperusers } from './store-contract/last-superuser.ts'
import { testLoginAttempts } from './store-contract/login-attempts.ts'
import { testMailLogins } from './store-contract/mail-logins.ts'
import { testTokensFromMailboxes } from './store-contract/mailbox-tokens.ts'
import type { OpenStore } from './store-contract/opened-store.ts'
import { testOrganizations } from './store-contract/organizations.ts'
import { testOutbox } from './store-contract/outbox.ts'
import { testRaces } from './store-contract/races.ts'
import { testRandomLists } from './store-contract/random-lists.ts'
import { testRecordedRows } from './store-contract/recorded-rows.ts'
import { testRecoveryCodes } from './store-contract/recovery-codes.ts'
import { testRefreshLeases } from './store-contract/refresh-leases.ts'
import { testRenames } from './store-contract/renames.ts'
import { testTables } from './store-contract/resources.ts'
import { testRevocationLog } from './store-contract/revocations.ts'
import { testRoles } from './store-contract/roles.ts'
import { testSessionRotation } from './store-contract/rotation.ts'
import { testRotationsAtOnce } from './store-contract/rotations-at-once.ts'
import { testSessionEnds } from './store-contract/session-ends.ts'
import { testSessionLists } from './store-contract/session-lists.ts'
import { testSessionStarts } from './store-contract/session-starts.ts'
import { testSigningKeys } from './store-contract/signing-keys.ts'
import { testSocialAccounts } from './store-contract/social.ts'
import { testSpentTokens } from './store-contract/spent-tokens.ts'
import { testThrottles } from './store-contract/throttles.ts'
import { testTokenFacts } from './store-contract/token-facts.ts'
import { testTransfer } from './store-contract/transfer.ts'
import { testTrustedDevices } from './store-contract/trusted-devices.ts'
import { testUserAdministration } from './store-contract/user-administration.ts'
import { testUserLists } from './store-contract/user-lists.ts'
import { testUserSearches } from './store-contract/user-searches.ts'
import { testUsers } from './store-contract/users.ts'
import { testWaitingMails } from './store-contract/waiting-mails.ts'

export type { OpenedStore, OpenStore } from './store-contract/opened-store.ts'

/** The contract of stores as tests: call it with a function that opens your store. */
export function testStore(name: string, open: OpenStore): void {
  testUsers(name, open)
  testUserAdministration(name, open)
  testGroupChanges(name, open)
  testRoles(name, open)
  testLastSuperusers(name, open)
  testUserSearches(name, open)
  testUserLists(name, open)
  testRandomLists(name, open)
  testTransfer(name, open)
  testAuditRows(name, open)
  testAuditLists(name, open)
  testAuditChain(name, open)
  testAuditDays(name, open)
  testSessionStarts(name, open)
  testSessionRotation(name, open)
  testForeignRotations(name, open)
  testRotationsAtOnce(name, open)
  testRefreshLeases(name, open)
  testSessionEnds(name, open)
  testSessionLists(name, open)
  testForeignSessions(name, open)
  testRenames(name, open)
  testSpentTokens(name, open)
  testTokenFacts(name, open)
  testRevocationLog(name, open)
  testHousekeeping(name, open)
  testLoginAttempts(name, open)
  testThrottles(name, open)
  testSigningKeys(name, open)
  testApiKeys(name, open)
  testFactors(name, open)
  testFactorAttempts(name, open)
  testRecoveryCodes(name, open)
  testTrustedDevices(name, open)
  testOrganizations(name, open)
  testInvitations(name, open)
  testTables(name, open)
  testRecordedRows(name, open)
  testSocialAccounts(name, open)
  testOutbox(name, open)
  testWaitingMails(name, open)
  testDeliveries(name, open)
  testEndpointPauses(name, open)
  testGivenUpDeliveries(name, open)
  testTokensFromMailboxes(name, open)
  testMailLogins(name, open)
  testAddedColumns(name, open)
  testAdoption(name, open)
  testAdoptionNotes(name, open)
  testAdoptedChanges(name, open)
  testAdoptedLogins(name, open)
  testAdoptionRefusals(name, open)
  testAdoptionWork(name, open)
  testRaces(name, open)
}
