/** Stands for the resources of an application where there are none: in the pages of the endpoints, and for their names. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import { readOnlyField } from '../../../fields/read-only-field.ts'
import { isAuthenticated } from '../../../permissions/built-in.ts'
import { defineResource, type Resource } from '../resource.ts'

export const exampleResource: Resource = defineResource({
  name: 'Article',
  table: 'articles',
  path: '/api/articles/',
  fields: z.object({
    id: readOnlyField('integer'),
    title: charField({ maxLength: 200 }),
    author: readOnlyField('integer'),
  }),
  owner: { column: 'author', rows: 'own' },
  permissions: [isAuthenticated],
})
