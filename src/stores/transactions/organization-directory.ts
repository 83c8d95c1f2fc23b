/** Implements the OrganizationDirectory port: what operators do with organizations, of which they are no members. */
import type { Organization } from '../../features/organizations/organization.ts'
import type {
  OrganizationChange,
  OrganizationDirectory,
  OrganizationPage,
  OrganizationQuery,
  WithNotice,
} from '../../features/organizations/store.ts'
import type { UserId } from '../../kernel/user-id.ts'
import { mostListed } from '../../users/user-list.ts'
import { record, tell } from './act-in-organization.ts'
import { unlessInUse } from './delete-user.ts'
import { changeRole, takeOut } from './organization-members.ts'
import { deleteOrganization, updateOrganization } from './organizations.ts'
import { type AskedPage, type Place, type Placed, pageOf, readPage } from './pages.ts'
import type { Runner, Steps, Tx } from './transaction.ts'

export function createOrganizationDirectory({ read, browse, write }: Runner): OrganizationDirectory {
  return {
    list: query => browse(tx => listOrganizations(tx, query)),
    find: key => read(tx => tx.findOrganization(key)),
    countMembers: id => read(tx => tx.countOrganizationMembers(id)),
    update: (id, texts, change) =>
      write(function* (tx) {
        const organization = yield* tx.lockOrganization(id)
        if (organization === undefined) return { outcome: 'gone' } as const
        return yield* updateOrganization(tx, organization, texts, change)
      }),
    delete: (id, change) =>
      unlessInUse(
        write(function* (tx) {
          const organization = yield* tx.lockOrganization(id)
          return organization === undefined ? 'gone' : yield* deleteOrganization(tx, organization, change)
        }),
      ),
    addMember: (id, userId, role, change) => write(tx => addMember(tx, id, userId, role, change)),
    setRole: (id, userId, role, change) => write(tx => setRole(tx, id, userId, role, change)),
    removeMember: (id, userId, change) => write(tx => removeAnyMember(tx, id, userId, change)),
  }
}

/** Rows that one statement looks at, and statements of one page. */
const sliceRows = 1000
const mostSlices = 60

/** In slices, each in a turn of its own: a search meets few of many. */
function* listOrganizations(tx: Tx, query: OrganizationQuery): Steps<OrganizationPage> {
  const asked = readPage('organizations', query, mostListed)
  const wanted = asked.limit + 1
  const found: Placed<Organization>[] = []
  const isWanted = searchFor(query.search)
  const rows = query.search === undefined ? wanted : sliceRows
  let end: Place | undefined = asked.from
  let slices = 0
  do {
    const slice: readonly Placed<Organization>[] = yield* tx.listOrganizations(walkFrom(asked, end), rows)
    found.push(...slice.filter(({ item }) => isWanted(item)))
    end = slice.length < rows ? undefined : slice.at(-1)?.place
    slices += 1
  } while (end !== undefined && found.length < wanted && slices < mostSlices)
  const { items, ...cursors } = pageOf(asked, { found, end })
  return { organizations: items, ...cursors }
}

function walkFrom({ isBackwards }: AskedPage, from: Place | undefined) {
  return { from, isBackwards }
}

function searchFor(search: string | undefined): (organization: Organization) => boolean {
  const needle = foldAscii(search ?? '')
  return ({ name, slug }) => foldAscii(name).includes(needle) || slug.includes(needle)
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

function* addMember(
  tx: Tx,
  id: string,
  userId: UserId,
  role: string,
  change: OrganizationChange & { readonly limit: number },
): Steps<'done' | 'unchanged' | 'gone' | 'unknown_user' | 'full'> {
  if ((yield* tx.lockUser(userId)) === undefined) return 'unknown_user'
  if ((yield* tx.lockOrganization(id)) === undefined) return 'gone'
  if ((yield* tx.findRole(id, userId)) !== undefined) return 'unchanged'
  if ((yield* tx.countOrganizationMembers(id)) >= change.limit) return 'full'
  yield* tx.insertMember(id, userId, role, change.now)
  const entry = { event: 'organization.member_added', userId, changes: { role: [null, role] } } as const
  yield* record(tx, id, entry, change)
  yield* tell(tx, userId, change.now, undefined)
  return 'done'
}

function* setRole(
  tx: Tx,
  id: string,
  userId: UserId,
  role: string,
  change: OrganizationChange & WithNotice,
): Steps<'done' | 'unchanged' | 'gone' | 'last_owner'> {
  const before = yield* lockMember(tx, id, userId)
  return before === undefined ? 'gone' : yield* changeRole(tx, id, { userId, before, role }, change)
}

function* removeAnyMember(
  tx: Tx,
  id: string,
  userId: UserId,
  change: OrganizationChange & WithNotice,
): Steps<'done' | 'gone' | 'last_owner'> {
  const role = yield* lockMember(tx, id, userId)
  return role === undefined ? 'gone' : yield* takeOut(tx, id, { userId, role, reason: 'removed' }, change)
}

/** The role of the member, whose organization is locked. */
function* lockMember(tx: Tx, id: string, userId: UserId): Steps<string | undefined> {
  const organization = yield* tx.lockOrganization(id)
  return organization && (yield* tx.findRole(id, userId))
}
