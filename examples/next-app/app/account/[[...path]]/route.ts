import { toNextHandlers } from 'latchkey/next'
import { auth } from '../../../lib/auth'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(auth)
