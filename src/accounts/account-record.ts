/**
 * An account as a record of a file: one object of JSON lines, or one row of CSV. The names are Django's columns of
 * `auth_user`, beside `email_verified` and the application's user fields; `dumpdata --format jsonl` is read as it is.
 */
import { z } from 'zod'
import { booleanField } from '../fields/boolean-field.ts'
import { charField } from '../fields/char-field.ts'
import { datetimeField } from '../fields/datetime-field.ts'
import { emailField } from '../fields/email-field.ts'
import { readFields } from '../fields/read-fields.ts'
import { parseInstant } from '../kernel/instant.ts'
import { JsonNumber } from '../kernel/json-number.ts'
import { isPermissionName } from '../kernel/permission-name.ts'
import { Secret } from '../kernel/secret.ts'
import { parseUserId, type UserId } from '../kernel/user-id.ts'
import type { PasswordHasher } from '../ports/password-hasher.ts'
import type { Settings } from '../settings/settings.ts'
import { normalizeEmail } from '../users/email.ts'
import type { ProfileChanges } from '../users/store.ts'
import type { ExportedUser } from '../users/transfer.ts'
import type { UserFieldValue } from '../users/user-fields.ts'
import type { Members } from './account-model.ts'
import { maxLengths, readMembers, recordedMembers, showMembers, withNormalizedUsername } from './members.ts'
import { operatorFields } from './operator-fields.ts'
import { optionalText } from './text.ts'
import { usernameField } from './username-field.ts'

const otherNames = ['email_verified', 'password', 'groups', 'user_permissions'] as const

/** The names that a record may have. */
export function recordNames(settings: Pick<Settings, 'userFields'>): readonly string[] {
  return [...recordedMembers, ...otherNames, ...Object.keys(operatorFields(settings))]
}

/** Everything of an account but its sessions, links and keys. `withPassword`: the stored hash too. */
export function recordOf({ user, groups, permissions }: ExportedUser, withPassword: boolean): Members {
  return {
    ...showMembers(user, recordedMembers),
    email_verified: user.emailVerified,
    ...(withPassword ? { password: user.password.reveal() } : {}),
    groups,
    user_permissions: permissions,
    ...user.fields,
  }
}

/** `isForm`: values are texts, and a blank one is absent. The faults are whole sentences without any value of the record. */
export function readRecord(
  { settings, hasher }: { readonly settings: Settings; readonly hasher: Pick<PasswordHasher, 'canVerify'> },
  data: Members,
  isForm: boolean,
) {
  const ownNames = Object.keys(operatorFields(settings))
  const record = withoutEmpty(data, isForm, ownNames)
  const fields = readFields(z.object(shapeOf(settings)), { data: record, isForm }, { partial: true })
  const { errors, values }: { errors: typeof fields.errors; values: Members } = fields
  const faults = Object.entries(errors).flatMap(([name, said]) => said.map(message => `${name}: ${message}`))
  const read = <T>(name: string, reader: (raw: unknown) => T | Fault): T | undefined => {
    const raw = record[name]
    if (raw === undefined || raw === null) return undefined
    const value = reader(raw)
    if (!(value instanceof Fault)) return value
    faults.push(`${name}: ${value.what}`)
    return undefined
  }
  const id = read('id', raw => readId(settings, raw))
  const password = read('password', raw => readHash(hasher, raw))
  const [groups, permissions] = [read('groups', readGroups), read('user_permissions', readPermissions)]
  const { email = '', ...profile } = withNormalizedUsername(readMembers(values))
  if (faults.length === 0 && (settings.accounts === 'email' ? email : (profile.username ?? '')) === '') {
    faults.push(`${settings.accounts}: This field is required: accounts log in with it.`)
  }
  if (faults.length > 0) return { faults }
  const { is_active: isActive, is_staff: isStaff, is_superuser: isSuperuser, email_verified: emailVerified } = values
  const own = ownNames.filter(name => values[name] !== undefined)
  const account = {
    ...(id === undefined ? {} : { id }),
    ...profile,
    email: normalizeEmail(email),
    isActive: isActive !== false,
    isStaff: isStaff === true,
    isSuperuser: isSuperuser === true,
    emailVerified: emailVerified === true,
    dateJoined: instantIn(values.date_joined),
    lastLogin: instantIn(values.last_login) ?? null,
    password,
    groups: groups ?? [],
    permissions: permissions ?? [],
    fields: Object.fromEntries(own.map(name => [name, values[name] as UserFieldValue])),
  }
  return { account }
}

/** Members and own fields that an operator gives as text: what they change, or DRF's messages. */
export function readGivenFields(settings: Settings, data: Readonly<Record<string, string>>) {
  const cleared = clearedFields(settings, data)
  const fields = readFields(
    z.object(shapeOf(settings)),
    { data: { ...data, ...cleared }, isForm: true },
    { partial: true },
  )
  const { errors, values }: { errors: typeof fields.errors; values: Members } = fields
  const blank = Object.keys(cleared).filter(name => cleared[name] === '' && values[name] !== '' && !(name in errors))
  const faults = [
    ...Object.entries(errors).flatMap(([name, said]) => said.map(message => `${name}: ${message}`)),
    ...blank.map(name => `${name}: This field may not be blank.`),
  ]
  const { email, ...profile } = withNormalizedUsername(readMembers(values))
  const own = Object.keys(operatorFields(settings)).filter(name => values[name] !== undefined)
  const changes: ProfileChanges = {
    ...profile,
    ...(email === undefined ? {} : { email: normalizeEmail(email) }),
    ...(own.length === 0
      ? {}
      : { fields: Object.fromEntries(own.map(name => [name, values[name] as UserFieldValue])) }),
  }
  return { changes, faults }
}

/** `NAME=` of own fields: null where there can be, or else the blank text, which most kinds but text refuse. */
function clearedFields(settings: Settings, data: Readonly<Record<string, string>>): Record<string, string | null> {
  const own = Object.entries(operatorFields(settings)).filter(([name]) => data[name] === '')
  return Object.fromEntries(own.map(([name, { rules }]) => [name, rules.allowNull ? null : '']))
}

/** What is wrong with a value. */
class Fault {
  readonly what: string

  constructor(what: string) {
    this.what = what
  }
}

function shapeOf(settings: Settings) {
  const text = (maxLength: number) => charField({ required: false, allowBlank: true, maxLength, trim: false })
  const flag = booleanField({ required: false })
  const date = datetimeField({ required: false, allowNull: true })
  return {
    username: settings.accounts === 'username' ? usernameField() : text(maxLengths.username),
    email: emailField({ allowBlank: settings.accounts === 'username', maxLength: maxLengths.email[settings.accounts] }),
    first_name: text(maxLengths.first_name),
    last_name: text(maxLengths.last_name),
    is_active: flag,
    is_staff: flag,
    is_superuser: flag,
    email_verified: flag,
    date_joined: date,
    last_login: date,
    ...operatorFields(settings),
  }
}

/** Only the application's fields tell null from absent; a row of CSV has a value for every column. */
function withoutEmpty(data: Members, isForm: boolean, ownNames: readonly string[]): Members {
  const isEmpty = (name: string, value: unknown) => (isForm ? value === '' : value === null && !ownNames.includes(name))
  return Object.fromEntries(Object.entries(data).filter(([name, value]) => !isEmpty(name, value)))
}

function instantIn(value: unknown) {
  const text = optionalText(value)
  return text === undefined ? undefined : parseInstant(text)
}

const undashed = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i

/** Of the kind that the setting gives: the other kind would find no user later. */
function readId({ userIds }: Settings, raw: unknown): UserId | Fault {
  const text = raw instanceof JsonNumber ? raw.source : raw
  if (userIds === 'uuid') {
    const isUuid = typeof text === 'string' && undashed.test(text)
    return isUuid ? text.toLowerCase().replace(undashed, '$1-$2-$3-$4-$5') : new Fault('Must be a valid UUID.')
  }
  const id = parseUserId(text)
  return typeof id === 'number' && id > 0 ? id : new Fault('A whole number above 0 is required.')
}

/** As other programs store them, without Django's name before them. */
const bareHashes = { bcrypt: /^\$2[aby]\$/, argon2: /^\$argon2(?:id|i|d)\$/ } as const

function readHash(hasher: Pick<PasswordHasher, 'canVerify'>, raw: unknown): Secret | undefined | Fault {
  if (raw === '') return undefined
  if (typeof raw !== 'string') return new Fault('Must be text.')
  if (raw.startsWith('!')) return new Secret(raw)
  const stored = bareHashes.bcrypt.test(raw) ? `bcrypt$${raw}` : bareHashes.argon2.test(raw) ? `argon2${raw}` : raw
  if (hasher.canVerify(stored)) return new Secret(stored)
  return new Fault(
    "This is no hash that can be verified here: Django's formats, bcrypt and Argon2 can. Passwords in plain text are " +
      'not imported: leave the column out, and users choose one by mail.',
  )
}

function readGroups(raw: unknown): readonly string[] | Fault {
  const names = listIn(raw)?.map(each => (Array.isArray(each) && each.length === 1 ? each[0] : each))
  if (names?.every(isGroupName)) return [...new Set(names)]
  return new Fault('A list of names of groups is required; of Django, dumpdata --natural-foreign writes them.')
}

function isGroupName(name: unknown): name is string {
  return typeof name === 'string' && name.trim() !== '' && name.length <= 150
}

/** Django's natural key is `["add_post", "blog", "post"]`. */
function readPermissions(raw: unknown): readonly string[] | Fault {
  const names = listIn(raw)?.map(each => (Array.isArray(each) && each.length === 3 ? `${each[1]}.${each[0]}` : each))
  if (names?.every(name => typeof name === 'string' && isPermissionName(name))) return [...new Set(names as string[])]
  return new Fault('A list of permissions like "blog.add_post" is required; dumpdata --natural-foreign writes them.')
}

/** A list; in CSV its JSON, or names with a semicolon between them. */
function listIn(raw: unknown): readonly unknown[] | undefined {
  if (Array.isArray(raw)) return raw
  if (typeof raw !== 'string') return undefined
  if (!raw.trimStart().startsWith('[')) return raw.split(';').map(name => name.trim())
  try {
    const list: unknown = JSON.parse(raw)
    return Array.isArray(list) ? list : undefined
  } catch {
    return undefined
  }
}
