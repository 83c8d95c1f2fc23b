/** The resources of the application that the operator may see, with all that a page needs to list and edit their rows. */
import { z } from 'zod'
import { pathOf } from '../../../http/endpoints/arrange-endpoints.ts'
import { type Endpoint, requirePrincipal } from '../../../http/endpoints/endpoint.ts'
import { describeFields } from '../../../http/endpoints/metadata.ts'
import type { Settings } from '../../../settings/settings.ts'
import type { Principal } from '../../../users/principal.ts'
import type { ConsoleResource } from '../../resources/feature.ts'
import type { ResourceAction } from '../../resources/resource.ts'
import { adminAccess } from '../access.ts'
import { type ModelVerb, type OfVerbs, permissionsOf } from '../permissions.ts'
import { resourceRowsPath } from './resource-rows.ts'

const ofVerbs = <T extends z.ZodType>(value: T) => z.object({ view: value, add: value, change: value, delete: value })
const names = z.array(z.string())
const resourceOutput = z.object({
  name: z.string(),
  label: z.string(),
  path: z.string(),
  permissions: ofVerbs(z.string()),
  rights: ofVerbs(z.boolean()).describe('What you may, as far as the resource has it at all.'),
  columns: names,
  search: names,
  ordering: names,
  filters: names,
  pagination: z.string(),
  page_size: z.int().nullable(),
  owner: z.string().nullable().describe('The column that names an account.'),
  relations: z
    .record(z.string(), z.string().nullable())
    .describe('Fields that name rows of other tables, and the resource of those, if it is here.'),
  history: z.string().describe('The `subject` of audit rows, before `:` and the id of a row.'),
  fields: z.record(z.string(), z.record(z.string(), z.unknown())).describe('As OPTIONS describes them.'),
})

export function resourcesEndpoint(settings: Settings, resources: readonly ConsoleResource[]): Endpoint {
  return {
    ...adminAccess(settings),
    name: 'Admin Resource List',
    description: 'Resources of the application.',
    urlName: 'admin_resources',
    paths: ['/api/admin/resources/'],
    methods: {
      GET: {
        summary: 'List the resources whose rows you may see, with their fields and what their lists can do.',
        output: { body: z.array(resourceOutput) },
        fails: ['not_authenticated', 'permission_denied'],
        async handle(_, call) {
          const principal = requirePrincipal(call)
          const shown = await Promise.all(resources.map(each => showResource(settings, each, principal)))
          const { basePath: base = '' } = call.incoming
          const body = shown.flatMap(each =>
            each?.rights.view === true ? [{ ...each, path: `${base}${each.path}` }] : [],
          )
          return { status: 200, body }
        },
      },
    },
  }
}

/** `undefined`: the settings have no such row. */
async function showResource(settings: Settings, shown: ConsoleResource, principal: Principal) {
  const { slug, label, model, resource, table, relations } = shown
  const path = pathOf(settings, 'admin_resource_rows', resourceRowsPath)
  if (path === undefined) return undefined
  const { search = [], ordering = [], filters = [], pageSize = null, pagination = 'page' } = resource
  return {
    name: slug,
    label,
    path: path.replace('{resource}', slug),
    permissions: permissionsOf(model),
    rights: await rightsOf(shown, principal),
    columns: table.told,
    search: search.map(name => name.replace(/^[\^=]/, '')),
    ordering,
    filters,
    pagination,
    page_size: pageSize,
    owner: table.account ?? null,
    relations,
    history: `row:${resource.table}`,
    fields: describeFields(resource.fields),
  }
}

const needed = {
  view: 'list',
  add: 'create',
  change: 'update',
  delete: 'destroy',
} as const satisfies Readonly<Record<ModelVerb, ResourceAction>>

async function rightsOf({ actions, model }: ConsoleResource, principal: Principal): Promise<OfVerbs<boolean>> {
  const names = permissionsOf(model)
  const may = async (verb: ModelVerb) => actions.includes(needed[verb]) && (await principal.hasPermission(names[verb]))
  return { view: await may('view'), add: await may('add'), change: await may('change'), delete: await may('delete') }
}
