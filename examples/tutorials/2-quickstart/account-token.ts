/** "Customize the Token Payload": its CustomTokenObtainPairSerializer. */
import { customTokenEndpoint, type Endpoint, type Settings } from 'latchkey'

export function accountTokenEndpoint(settings: Settings): Endpoint {
  return customTokenEndpoint(settings, {
    name: 'Custom Token Obtain Pair',
    path: '/account/api/token/',
    claims: user => ({
      email: user.email,
      is_staff: user.isStaff,
      full_name: `${user.firstName} ${user.lastName}`.trim(),
    }),
  })
}
