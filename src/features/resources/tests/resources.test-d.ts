/** Fields, owners and permissions of a resource must agree, and values of user fields are typed. Checked by `tsc`. */
import {
  booleanField,
  charField,
  choiceField,
  dateField,
  decimalField,
  defineEndpoint,
  defineObjectPermission,
  defineResource,
  defineUserFields,
  foreignKeyField,
  isAuthenticated,
  isMember,
  isOwner,
  isOwnerBy,
  type Principal,
  type RowOf,
  readOnlyField,
} from 'latchkey'
import { z } from 'zod'

const shape = {
  id: readOnlyField('integer'),
  title: charField({ maxLength: 200 }),
  price: decimalField({ maxDigits: 10, decimalPlaces: 2 }),
  state: choiceField({ choices: ['draft', 'published'] }),
  shelf: foreignKeyField({ table: 'shelves', required: false, allowNull: true }),
  is_open: booleanField({ required: false }),
  author: readOnlyField('integer'),
}
const fields = z.object(shape)
const base = { name: 'Post', table: 'posts', path: '/posts/', fields } as const

type Row = RowOf<typeof shape>
export const row: Row = { id: 1, title: 't', price: '1.00', state: 'draft', shelf: null, is_open: true, author: 1 }
// @ts-expect-error not one of the choices
export const state: Row['state'] = 'deleted'
// @ts-expect-error a decimal is a string, not a float
export const price: Row['price'] = 1.5

const isDraft = defineObjectPermission('IsDraft', (_, { state: word }: { readonly state: string }) => word === 'draft')
defineResource({ ...base, permissions: [isAuthenticated, isOwnerBy('author'), isDraft] })
// @ts-expect-error the row has no such owner column
defineResource({ ...base, permissions: [isOwner] })
// @ts-expect-error ordering by an unknown column
defineResource({ ...base, permissions: [isAuthenticated], ordering: ['password'] })
// @ts-expect-error filtering by an unknown column
defineResource({ ...base, permissions: [isAuthenticated], filters: ['secret'] })
// @ts-expect-error `rows` is required
defineResource({ ...base, permissions: [isAuthenticated], owner: { column: 'author' } })
// @ts-expect-error the organization is in a column of the table
defineResource({ ...base, permissions: [isMember], organization: { column: 'team' } })
// @ts-expect-error rows of an organization have an option of their own
defineResource({ ...base, permissions: [isMember], owner: { column: 'title', rows: 'organization' } })
// Without `permissions` the setting `defaultPermissions` decides.
defineResource(base)
// @ts-expect-error a joined field needs a foreign key of this table
defineResource({ ...base, permissions: [isAuthenticated], joined: { title: 'nothing.name' } })

const customer = defineUserFields(
  z.object({ date_of_birth: dateField({ required: false, allowNull: true }), is_premium: readOnlyField('boolean') }),
)
export async function typed(principal: Principal) {
  const user = await principal.user()
  const premium: boolean = customer.of(user).is_premium
  // @ts-expect-error the date can be null
  const birth: string = customer.of(user).date_of_birth
  // @ts-expect-error no such field
  customer.of(user).is_admin
  return { premium, birth }
}
// @ts-expect-error an unknown field in the order
defineUserFields(z.object({ is_premium: readOnlyField('boolean') }), { inProfile: ['phone'] })
// @ts-expect-error without permissions of its own the caller may be anonymous
defineEndpoint({ path: '/x/', GET: ({ principal }) => ({ status: 200, body: { id: principal.id } }) })
// @ts-expect-error an object permission on an endpoint without an object
defineEndpoint({ path: '/x/', permissions: [isDraft], GET: () => ({ status: 200 }) })
