/** One row for each name of DRF 3.16: what it sets here, or what to write instead. */
import type { CoreRows } from '../core-rows.ts'
import { authentication, pagination, permissions, type Translation, throttles, versioning } from './classes.ts'

/** DRF's dictionary in Python's values: `null` is `None`, classes are dotted paths. */
export type RestFrameworkConfig = { readonly [Name in keyof typeof restFrameworkNames]?: unknown }

export type Members = Readonly<Record<string, unknown>>
export type Reader = (raw: unknown, all: Members) => Translation

/** `None` sets nothing. */
function takes(setting: keyof CoreRows): Reader {
  return raw => (raw === null ? {} : { sets: { [setting]: raw } })
}

/** There is one value here: it is taken, and any other is refused. */
function only(values: readonly unknown[], fix: string): Reader {
  const texts = values.map(value => JSON.stringify(value))
  return raw => (texts.includes(JSON.stringify(raw)) ? {} : { fault: { what: 'has a value that is not offered', fix } })
}

const iso = only(
  ['iso-8601', ['iso-8601'], null],
  'remove it: dates and times are in ISO 8601; format them in your handler',
)
const alone = 'remove it: the answers are JSON as DRF writes it'

export const restFrameworkNames = {
  DEFAULT_AUTHENTICATION_CLASSES: authentication,
  DEFAULT_PERMISSION_CLASSES: permissions,
  DEFAULT_THROTTLE_CLASSES: throttles,
  DEFAULT_THROTTLE_RATES: takes('throttleRates'),
  DEFAULT_VERSIONING_CLASS: versioning,
  DEFAULT_PAGINATION_CLASS: pagination,
  PAGE_SIZE: (raw, all) => (all.DEFAULT_PAGINATION_CLASS === null || raw === null ? {} : { sets: { pageSize: raw } }),
  DEFAULT_VERSION: takes('defaultVersion'),
  ALLOWED_VERSIONS: takes('allowedVersions'),
  VERSION_PARAM: takes('versionParameter'),
  NUM_PROXIES: only([0, null], "write trustedProxies: ['10.0.0.0/8'] with the addresses of your proxies"),
  DEFAULT_RENDERER_CLASSES: classesAmong(
    ['renderers.JSONRenderer', 'renderers.BrowsableAPIRenderer'],
    'remove it: answers are JSON, and apiDocs: true serves a page to try them',
  ),
  DEFAULT_PARSER_CLASSES: classesAmong(
    ['parsers.JSONParser', 'parsers.FormParser', 'parsers.MultiPartParser'],
    'remove it: JSON and forms are read, files are not',
  ),
  DEFAULT_FILTER_BACKENDS: classesAmong(
    ['filters.SearchFilter', 'filters.OrderingFilter', 'django_filters.rest_framework.DjangoFilterBackend'],
    'write filters, search and ordering in defineResource',
  ),
  DEFAULT_CONTENT_NEGOTIATION_CLASS: only(['rest_framework.negotiation.DefaultContentNegotiation'], alone),
  DEFAULT_METADATA_CLASS: only(
    ['rest_framework.metadata.SimpleMetadata'],
    'remove it: OPTIONS answers as SimpleMetadata does',
  ),
  DEFAULT_SCHEMA_CLASS: only(
    ['rest_framework.schemas.openapi.AutoSchema', 'drf_spectacular.openapi.AutoSchema'],
    'remove it: /openapi.json is made from the endpoints',
  ),
  SEARCH_PARAM: only(['search'], "remove it: the parameter is called 'search'"),
  ORDERING_PARAM: only(['ordering'], "remove it: the parameter is called 'ordering'"),
  UNAUTHENTICATED_USER: only(
    ['django.contrib.auth.models.AnonymousUser', null],
    'remove it: the principal of an anonymous request is undefined',
  ),
  UNAUTHENTICATED_TOKEN: only([null], 'remove it: the principal of an anonymous request is undefined'),
  VIEW_NAME_FUNCTION: only(['rest_framework.views.get_view_name'], 'write name in defineEndpoint'),
  VIEW_DESCRIPTION_FUNCTION: only(['rest_framework.views.get_view_description'], 'write description in defineEndpoint'),
  EXCEPTION_HANDLER: only(
    ['rest_framework.views.exception_handler'],
    'write onEvent to hear of errors; throw problem(code) in your handler',
  ),
  NON_FIELD_ERRORS_KEY: only(['non_field_errors'], "remove it: the member is called 'non_field_errors'"),
  TEST_REQUEST_RENDERER_CLASSES: () => ({
    fault: { what: 'is for tests', fix: 'remove it, and use createTestAuth of latchkey/testing' },
  }),
  TEST_REQUEST_DEFAULT_FORMAT: () => ({
    fault: { what: 'is for tests', fix: 'remove it, and use createTestAuth of latchkey/testing' },
  }),
  URL_FORMAT_OVERRIDE: only(['format'], "remove it: the parameter is called 'format'"),
  FORMAT_SUFFIX_KWARG: only(['format'], 'remove it: suffixes such as .json need no name'),
  URL_FIELD_NAME: only(['url'], 'remove it: rows are named by their id'),
  DATE_FORMAT: iso,
  DATE_INPUT_FORMATS: iso,
  DATETIME_FORMAT: iso,
  DATETIME_INPUT_FORMATS: iso,
  TIME_FORMAT: iso,
  TIME_INPUT_FORMATS: iso,
  DURATION_FORMAT: only(['django'], 'remove it: there is no field of durations'),
  UNICODE_JSON: only([true], alone),
  COMPACT_JSON: only([true], alone),
  STRICT_JSON: only([true], alone),
  COERCE_DECIMAL_TO_STRING: only([true], 'remove it: decimals are text, as floats would lose digits'),
  COERCE_BIGINT_TO_STRING: only([false], 'remove it: integers are numbers'),
  UPLOADED_FILES_USE_URL: only([true], 'remove it: there are no fields for files'),
  HTML_SELECT_CUTOFF: only([1000], 'remove it: there is no browsable API'),
  HTML_SELECT_CUTOFF_TEXT: only(['More than {count} items...'], 'remove it: there is no browsable API'),
  SCHEMA_COERCE_PATH_PK: only([true], 'remove it: /openapi.json is made from the endpoints'),
  SCHEMA_COERCE_METHOD_NAMES: only(
    [{ retrieve: 'read', destroy: 'delete' }],
    'remove it: /openapi.json is made from the endpoints',
  ),
} as const satisfies Readonly<Record<string, Reader>>

function classesAmong(known: readonly string[], fix: string): Reader {
  return raw => {
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw]
    const odd = list.find(each => !known.some(one => String(each).endsWith(one)))
    return odd === undefined ? {} : { fault: { what: `names ${String(odd).slice(0, 80)}`, fix } }
  }
}
