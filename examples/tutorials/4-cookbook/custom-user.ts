/** "Custom user model with JWT": three fields more on every user, and a permission that asks for one of them. */
import {
  charField,
  customProfileEndpoint,
  customRegistrationEndpoint,
  dateField,
  defineEndpoint,
  definePermission,
  defineUserFields,
  type Endpoint,
  emailField,
  readOnlyField,
  type Settings,
  usernameField,
} from 'latchkey'
import { z } from 'zod'

const ownFields = {
  phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
  date_of_birth: dateField({ required: false, allowNull: true }),
}
const account = {
  username: usernameField(),
  email: emailField({ required: false, allowBlank: true, maxLength: 254, label: 'Email address' }),
}

/** Nobody makes themselves premium: the field is read-only. Built-in registration and profile stay as they are. */
export const customer = defineUserFields(
  z.object({ ...ownFields, is_premium: readOnlyField('boolean', { label: 'Is premium' }) }),
  { atRegistration: [], inProfile: [] },
)

export const isPremiumUser = definePermission('IsPremiumUser', async ({ principal }) =>
  principal === undefined ? false : customer.of(await principal.user()).is_premium,
)

const premium = defineEndpoint({
  path: '/api/premium/',
  permissions: [isPremiumUser],
  GET: () => ({ status: 200, body: { data: 'Premium content' } }),
})

export function customUserEndpoints(settings: Settings): readonly Endpoint[] {
  return [
    premium,
    customProfileEndpoint(settings, {
      path: '/api/users/me/',
      fields: z.object({ id: readOnlyField('integer', { label: 'ID' }), ...account, ...ownFields }),
    }),
    customRegistrationEndpoint(settings, {
      name: 'Custom User Registration',
      path: '/api/register/custom/',
      fields: z.object({ ...account, password: charField({ writeOnly: true }), ...ownFields }),
    }),
  ]
}
