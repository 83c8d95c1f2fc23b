/** Pages of long lists: by cursors, with a count only where one was asked for, in the body that DRF's pages have. */
import { z } from 'zod'
import { booleanField } from '../../fields/boolean-field.ts'
import { charField } from '../../fields/char-field.ts'
import { integerField } from '../../fields/integer-field.ts'
import type { Answer, Incoming } from '../request/message.ts'
import { cursorLink } from './page-links.ts'

const usualSize = 100
const mostSize = 1000

/** The query parameters of every list. */
export const pageQuery = {
  cursor: charField({ required: false, maxLength: 2000, helpText: 'Of `next` or `previous`.' }),
  page_size: integerField({ required: false, minValue: 1, maxValue: mostSize, helpText: `${usualSize} by default.` }),
}
export const countQuery = {
  count: booleanField({ required: false, helpText: 'Whether all that match are counted, up to 10,000.' }),
}

interface PageRequest {
  readonly cursor?: string | undefined
  readonly page_size?: number | undefined
}

export function pageOf({ cursor, page_size: limit = usualSize }: PageRequest) {
  return { cursor, limit }
}

interface Page {
  readonly next?: string | undefined
  readonly previous?: string | undefined
  readonly count?: { readonly value: number; readonly isExact: boolean } | undefined
}

/** `count` is `null` where none was asked for; `count_is_exact` tells where counting stopped. */
export function answerPage(incoming: Incoming, { next, previous, count }: Page, results: readonly unknown[]): Answer {
  const link = (cursor: string | undefined) => (cursor === undefined ? null : cursorLink(incoming, cursor))
  const counted = count === undefined ? { count: null } : { count: count.value, count_is_exact: count.isExact }
  return { status: 200, body: { ...counted, next: link(next), previous: link(previous), results } }
}

export function pageOutput(row: z.ZodType) {
  const body = z.object({
    count: z.int().nullable(),
    count_is_exact: z.boolean().optional(),
    next: z.url().nullable(),
    previous: z.url().nullable(),
    results: z.array(row),
  })
  return { body }
}
