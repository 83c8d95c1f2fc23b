/** By which label the permissions of a resource's rows are named: Django's `app_label.model`. */
import type { Resource } from '../resource.ts'

const usualApp = 'app'

/** `shop.product`: its permissions are `shop.view_product` and so on. */
export function modelLabelOf({ name, permissions, console: given }: Resource): string {
  const { model } = given === false || given === undefined ? {} : given
  const [asked, ...others] = labelsIn(permissions.flatMap(({ permissionNames = [] }) => permissionNames))
  return model ?? (asked !== undefined && others.length === 0 ? asked : `${usualApp}.${wordOf(name)}`)
}

/** Those of which rows are added, changed and deleted, as `hasModelPermissions` asks for. */
function labelsIn(names: readonly string[]): readonly string[] {
  const labels = names.flatMap(name => {
    const [app, codename = ''] = name.split('.')
    return codename.startsWith('add_') ? [`${app}.${codename.slice('add_'.length)}`] : []
  })
  const asksFor = (label: string, verb: string) => names.includes(label.replace('.', `.${verb}_`))
  return [...new Set(labels)].filter(label => asksFor(label, 'change') && asksFor(label, 'delete'))
}

/** Django's name of a model: `OrderLine` is `orderline`. */
function wordOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, '_')
}
