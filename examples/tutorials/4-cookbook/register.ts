/** "User registration endpoint": creates an account and returns its first tokens. */
import { allowAny, defineEndpoint, register, requestData } from 'latchkey'

export const registerView = defineEndpoint({
  path: '/api/register/',
  permissions: [allowAny],
  hashesPassword: 'registration',
  async POST(call, system) {
    const { username, password, email } = await requestData(call)
    const refused = (error: string) => ({ status: 400, body: { error } })
    if (typeof username !== 'string' || username === '') return refused('Username is required')
    if (typeof password !== 'string' || password === '') return refused('Password is required')
    const registration = {
      username: username.normalize('NFKC'),
      email: typeof email === 'string' ? email : '',
      password,
    }
    const registered = await register(system, registration, 'login')
    if (registered === 'duplicate') return refused('Username already exists')
    const { tokens } = registered
    return { status: 201, body: { refresh: tokens?.refresh.text, access: tokens?.access.text } }
  },
})
