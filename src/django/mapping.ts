/** What a project turned out to be, as an adoption keeps it, so that later commands and the server read the same. */
import type { DjangoMapping } from '../features/adoption/state.ts'
import type { DjangoSettings } from './django-settings.ts'
import type { MapOptions } from './map-options.ts'
import { memberNames } from './map-project.ts'
import type { DjangoProject, UserMember } from './project.ts'

/** Complete: with it nothing is guessed. */
export function toMapping({ users, times, renamed, leftOut }: DjangoProject, settings?: DjangoSettings): DjangoMapping {
  const columns = Object.entries(users.columns).map(([member, column]) => [
    memberNames[member as UserMember][0],
    column,
  ])
  return {
    userModel: settings?.user_model,
    userTable: users.table.name,
    login: users.loginMember,
    columns: Object.fromEntries(columns),
    fields: Object.fromEntries(users.fields.map(({ name, column }) => [name, column])),
    inactiveWhen: users.inactiveWhen,
    timeZone: times.useTz === false ? times.timeZone : undefined,
    renamed: Object.fromEntries(renamed),
    leftOut: [...leftOut],
  }
}

export function fromMapping(mapping: DjangoMapping): MapOptions {
  const { userTable, login, columns, fields, inactiveWhen = [], timeZone, renamed = {}, leftOut = [] } = mapping
  return {
    userTable,
    login,
    timeZone,
    inactiveWhen,
    renamed: new Map(Object.entries(renamed)),
    leftOut: new Set(leftOut),
    ...(columns === undefined ? {} : { columns, isComplete: true }),
    ...(fields === undefined ? {} : { fields: Object.entries(fields).map(([name, column]) => ({ name, column })) }),
  }
}
