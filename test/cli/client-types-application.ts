/** A configuration with fields of users, a resource and an endpoint of its own, as the text of a module. */
import { join } from 'node:path'
import { root } from '../../scripts/files.ts'

export const clientTypesApplication = `
import {
  charField, customTokenEndpoint, defineClaims, defineEndpoint, defineResource, defineUserFields, isAuthenticated,
  isOwnerOrReadOnly, readOnlyField, resolveSettings,
} from '${join(root, 'src/index.ts')}'
import { z } from '${join(root, 'node_modules/zod/index.js')}'

export default {
  userFields: defineUserFields(z.object({
    phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
    is_premium: readOnlyField('boolean'),
  })),
  tokenClaims: defineClaims(z.object({ team: z.string(), level: z.number().optional() }), user => ({ team: user.email })),
  permissions: ['notes.change_note', 'notes.add_note'],
  roles: { editor: ['notes.change_note'], author: ['notes.add_note'] },
  rolesClaim: 'roles',
}
export const resources = [
  defineResource({
    name: 'Note', table: 'notes', path: '/api/notes/', permissions: [isOwnerOrReadOnly],
    fields: z.object({ id: readOnlyField('integer'), text: charField(), owner: readOnlyField('integer') }),
    owner: { column: 'owner', rows: 'all' },
  }),
]
const settings = resolveSettings([{ source: 'types', values: { secretKey: 'a secret that only makes the types of these rows' } }])
export const endpoints = [
  customTokenEndpoint(settings, {
    path: '/api/desk-token/',
    claims: defineClaims(z.object({ desk: z.int(), level: z.enum(['low', 'high']) }), () => ({ desk: 1, level: 'low' })),
  }),
  customTokenEndpoint(settings, { path: '/api/plain-token/', claims: () => ({ plain: true }) }),
  defineEndpoint({
    path: '/api/report/', permissions: [isAuthenticated], summary: { GET: 'Reports */ all.' },
    GET: () => ({ status: 200, body: {} }),
  }),
]
`
