/** What the endpoints of a resource answer, for documents: a row, and DRF's page of rows. */
import { z } from 'zod'
import { shownFields } from '../../../http/endpoints/shown-fields.ts'
import type { Resource } from '../resource.ts'

/** A column that a body may leave out, or cannot set, can be empty: the table decides, and other programs write to it. */
export function shownRow({ fields, joined = {} }: Resource): z.ZodObject {
  const canBeNull = (name: string) => Object.hasOwn(joined, name) || fields.shape[name]?.rules.required === false
  return shownFields(fields, name => name !== 'id' && canBeNull(name))
}

export function shownList(resource: Resource): z.ZodType {
  const rows = z.array(shownRow(resource))
  if (resource.pageSize === null && resource.pagination !== 'limit-offset') return rows
  const link = z.url().nullable()
  if (resource.pagination === 'cursor') return z.object({ next: link, previous: link, results: rows })
  const page = z.object({ count: z.int().min(0), next: link, previous: link, results: rows })
  // Without a default, only a request with a limit gets a part of the list.
  return resource.pageSize === null ? z.union([rows, page]) : page
}
