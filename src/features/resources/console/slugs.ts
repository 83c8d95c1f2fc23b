/** The names of resources in paths of the admin API: the end of their own path, as long as it takes to tell them apart. */
import type { Resource } from '../resource.ts'

/** `articles` for `/api/articles/`; `v1-articles` and `v2-articles` where both versions are there. */
export function slugsOf(resources: readonly Pick<Resource, 'name' | 'path'>[]): readonly string[] {
  const taken = new Set<string>()
  const parts = resources.map(partsOf)
  return parts.map((own, index) => {
    const others = parts.filter((_, at) => at !== index)
    const length = own.findIndex((_, at) => others.every(each => endOf(each, at + 1) !== endOf(own, at + 1))) + 1
    const slug = free(endOf(own, length === 0 ? own.length : length), taken)
    taken.add(slug)
    return slug
  })
}

/** Without parameters, such as that of a version. */
function partsOf({ name, path }: Pick<Resource, 'name' | 'path'>): readonly string[] {
  const parts = path.split('/').filter(part => part !== '' && !part.includes('{'))
  return parts.length === 0 ? [name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')] : parts
}

function endOf(parts: readonly string[], length: number): string {
  return parts.slice(-length).join('-')
}

function free(slug: string, taken: ReadonlySet<string>): string {
  if (!taken.has(slug)) return slug
  let number = 2
  while (taken.has(`${slug}-${number}`)) number += 1
  return `${slug}-${number}`
}
