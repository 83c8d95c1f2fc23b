/** "Custom user model with JWT": three more fields on every user, and a permission that checks one of them. */
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

const profileFields = {
  phone_number: charField({ required: false, allowBlank: true, maxLength: 15 }),
  date_of_birth: dateField({ required: false, allowNull: true }),
}
const account = {
  username: usernameField(),
  email: emailField({ required: false, allowBlank: true, maxLength: 254, label: 'Email address' }),
}

/** `is_premium` is read-only against mass assignment. The built-in registration and profile do not change. */
export const customer = defineUserFields(
  z.object({ ...profileFields, is_premium: readOnlyField('boolean', { label: 'Is premium' }) }),
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
      fields: z.object({ id: readOnlyField('integer', { label: 'ID' }), ...account, ...profileFields }),
    }),
    customRegistrationEndpoint(settings, {
      name: 'Custom User Registration',
      path: '/api/register/custom/',
      fields: z.object({ ...account, password: charField({ writeOnly: true }), ...profileFields }),
    }),
  ]
}
