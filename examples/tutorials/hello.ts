/** Tutorial 4's HelloView: a view of one's own, behind the same guard. */
import { type Endpoint, isAuthenticated, requirePrincipal } from 'latchkey'

export const helloEndpoint: Endpoint = {
  name: 'Hello',
  description: '',
  paths: ['/api/hello/'],
  authentication: 'any',
  permissions: [isAuthenticated],
  methods: {
    GET: {
      summary: 'Greet whoever is logged in.',
      fails: ['not_authenticated'],
      async handle(_, call) {
        const { username } = await requirePrincipal(call).user()
        return { status: 200, body: { message: `Hello, ${username}` } }
      },
    },
  },
}
