/** The fields of every login endpoint: the login member of the account model, and the password. */
import { z } from 'zod'
import { charField } from '../../../fields/char-field.ts'
import type { ParsedBody } from '../../../fields/parsed-body.ts'
import { type FieldsSchema, readFields, requireValid } from '../../../fields/read-fields.ts'
import type { Credentials } from '../../../flows/login.ts'
import type { Settings } from '../../../settings/settings.ts'

export interface CredentialsInput {
  readonly schema: FieldsSchema
  read(body: ParsedBody): Credentials
}

export function credentialsInput({ accounts, trimPasswords }: Settings): CredentialsInput {
  const schema = z.object({
    [accounts]: charField(),
    password: charField({ trim: trimPasswords, writeOnly: true }),
  })
  return {
    schema,
    read(body) {
      const { password, [accounts]: login } = requireValid(readFields(schema, body))
      return { login: String(login), password: String(password) }
    },
  }
}
