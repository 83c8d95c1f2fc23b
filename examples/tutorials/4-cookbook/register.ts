/** "User registration endpoint": creates an account and returns its first tokens. */
import { allowAny, defineEndpoint, pairBody, readMember, register } from 'latchkey'

export const registerView = defineEndpoint({
  path: '/api/register/',
  permissions: [allowAny],
  hashesPassword: 'registration',
  async POST(call, system) {
    const body = await call.body()
    const [username, password, email] = ['username', 'password', 'email'].map(name => readMember(body, name))
    const refused = (error: string) => ({ status: 400, body: { error } })
    if (username?.kind !== 'text') return refused('Username is required')
    if (password?.kind !== 'text') return refused('Password is required')
    const registration = {
      username: username.text.normalize('NFKC'),
      email: email?.kind === 'text' ? email.text : '',
      password: password.text,
    }
    const registered = await register(system, registration, 'login')
    if (registered === 'duplicate') return refused('Username already exists')
    return { status: 201, body: registered.tokens === undefined ? {} : pairBody(registered.tokens) }
  },
})
