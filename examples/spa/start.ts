import { createAuth } from 'latchkey'
import { createApp } from './app.ts'

const auth = await createAuth({ secretKey: process.env.SECRET_KEY, database: 'sqlite:spa.sqlite3', debug: true })
const app = await createApp(auth)
await app.listen({ port: 8000 })
