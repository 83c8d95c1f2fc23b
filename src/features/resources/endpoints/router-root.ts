/**
 * DRF's APIRootView: under the path that resources share, such as `/api/`, links to their lists. Anyone may read it, as
 * the links are the paths of the API and nothing else. There is none at `/`, where an application has its own page.
 */
import { z } from 'zod'
import type { Endpoint } from '../../../http/endpoints/endpoint.ts'
import { clientPath } from '../../../http/request/base-path.ts'
import { baseUrlOf } from '../../../http/request/base-url.ts'
import type { Incoming } from '../../../http/request/message.ts'
import { allowAny } from '../../../permissions/built-in.ts'
import { allActions, type Resource } from '../resource.ts'

const lastSegment = /[^/]+\/$/

export function routerRoots(resources: readonly Resource[]): readonly Endpoint[] {
  // A path with a parameter is not one path: what it begins with has no page of links.
  const listed = resources.filter(
    ({ path, actions = allActions }) =>
      !path.includes('{') && actions.some(each => each === 'list' || each === 'create'),
  )
  const roots = Map.groupBy(listed, ({ path }) => path.replace(lastSegment, ''))
  return [...roots].flatMap(([path, of]) => (path === '/' ? [] : [rootOf(path, of)]))
}

/** For its name: a root exists only where there are resources. */
export const exampleRoot: Endpoint = rootOf('/api/', [])

function rootOf(path: string, resources: readonly Resource[]): Endpoint {
  const names = resources.flatMap(each => lastSegment.exec(each.path)?.[0].slice(0, -1) ?? [])
  return {
    name: 'Api Root',
    description: 'The default basic root view for DefaultRouter',
    urlName: 'api_root',
    paths: [path],
    formatSuffix: true,
    isRoot: true,
    authentication: 'any',
    permissions: [allowAny],
    methods: {
      GET: {
        summary: 'Links to the lists of the API.',
        output: { body: z.object(Object.fromEntries(names.map(name => [name, z.url()]))) },
        fails: [],
        handle: async (_, { incoming }) => ({ status: 200, body: linksOf(incoming, names) }),
      },
    },
  }
}

/** In the format that was asked for, by suffix or parameter. */
function linksOf(incoming: Incoming, names: readonly string[]): Readonly<Record<string, string>> {
  const [, base = '', suffix] = /^(.*?)\/?(?:\/(\.[a-z0-9]+)\/?)?$/.exec(clientPath(incoming)) ?? []
  const format = new URLSearchParams(incoming.query).get('format')
  const query = format === null || suffix !== undefined ? '' : `?${new URLSearchParams({ format })}`
  const link = (name: string) => `${baseUrlOf(incoming)}${base}/${name}${suffix ?? '/'}${query}`
  return Object.fromEntries(names.map(name => [name, link(name)]))
}
