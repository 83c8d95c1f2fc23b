/** DRF's PageNumberPagination: which rows a page shows. */

import { asciiDigits } from '../../kernel/python-text.ts'

export interface Page {
  readonly number: number
  readonly offset: number
  readonly isLast: boolean
}

const wholeNumber = /^\s*\+?\d{1,15}\s*$/

/** `undefined` for a page that does not exist. An empty list has one page. */
export function findPage(asked: string | undefined, count: number, size: number): Page | undefined {
  const last = Math.max(1, Math.ceil(count / size))
  const number = readNumber(asked, last)
  if (number === undefined || number < 1 || number > last) return undefined
  return { number, offset: (number - 1) * size, isLast: number === last }
}

function readNumber(asked: string | undefined, last: number): number | undefined {
  if (asked === undefined || asked === '') return 1
  if (asked === 'last') return last
  const text = asciiDigits(asked)
  return wholeNumber.test(text) ? Number(text) : undefined
}
