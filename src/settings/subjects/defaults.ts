/** What endpoints, resources and guards of the application have unless they say it themselves: DRF's DEFAULT_* settings. */
import { readAuthentication, readPermissions, readRates } from '../rest-framework/read-defaults.ts'
import type { SettingRow } from '../row.ts'

const split = (text: string) => text.split(',').map(part => part.trim())

export const defaultsRows = {
  defaultPermissions: {
    kind: 'custom',
    read: readPermissions,
    readText: text => readPermissions(split(text)),
    default: undefined,
    optional: true,
    example: "['IsAuthenticated']",
    doc: 'Who may call your endpoints, resources and guards that declare no `permissions`: names such as `IsAuthenticated`, or permissions. Without it each has to declare them. Built-in endpoints keep theirs.',
  },
  defaultAuthentication: {
    kind: 'custom',
    read: readAuthentication,
    readText: text => readAuthentication(text.includes(',') ? split(text) : text),
    default: 'any',
    example: "['JWTAuthentication']",
    doc: 'How requests to your endpoints, resources and guards authenticate, unless they say it: `none`, `header`, `any`, `cookie_first`, or a list of `JWTAuthentication`, `CookieAuthentication` and authenticators, tried in order.',
  },
  pageSize: {
    kind: 'integer',
    default: 10,
    nullable: true,
    min: 1,
    max: 10_000,
    unit: 'rows',
    doc: 'The rows of a page, for resources that set no `pageSize`; without a size lists are plain and whole. With `limit-offset`, the limit where a request names none.',
  },
  pagination: {
    kind: 'choice',
    default: 'page',
    choices: ['page', 'limit-offset', 'cursor'],
    doc: 'How lists of resources are divided, unless they say it: by `?page=`, by `?limit=` and `?offset=`, or by `?cursor=`, as PageNumberPagination, LimitOffsetPagination and CursorPagination of DRF do.',
  },
  maxLimit: {
    kind: 'integer',
    default: null,
    nullable: true,
    min: 1,
    max: 1_000_000,
    unit: 'rows',
    doc: 'The most rows that `?limit=` gets, for resources that set no `maxLimit`. DRF has no maximum.',
  },
  throttleRates: {
    kind: 'custom',
    read: readRates,
    readText: text => {
      try {
        return readRates(JSON.parse(text))
      } catch {
        return { ok: false, what: 'is not JSON', fix: 'write {"contacts":"1000/day"}' }
      }
    },
    default: {},
    example: "{ contacts: '1000/day' }",
    doc: "Rates by scope, for `scopedRate('contacts')` without a rate: DRF's DEFAULT_THROTTLE_RATES.",
  },
} as const satisfies Record<string, SettingRow>
