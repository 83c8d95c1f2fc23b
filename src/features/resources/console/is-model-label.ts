/** Whether a text is Django's `app_label.model`, of which names of permissions can be made. */
import { isPermissionName } from '../../../kernel/permission-name.ts'

export function isModelLabel(text: string): boolean {
  const [app, model = '', ...rest] = text.split('.')
  return rest.length === 0 && model !== '' && isPermissionName(`${app}.change_${model}`)
}
