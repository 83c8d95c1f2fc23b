import { Inject, Injectable } from '@nestjs/common'
import type { Auth, SqliteStore, UserId } from 'latchkey'
import { latchkeyAuth } from 'latchkey/nest'

interface Tables {
  notes: { id: number | null; user: UserId; text: string }
}

@Injectable()
export class NotesService {
  constructor(@Inject(latchkeyAuth) private readonly auth: Auth<SqliteStore>) {}

  async add(user: UserId, text: string) {
    const db = await this.auth.store.kysely<Tables>()
    return await db.insertInto('notes').values({ user, text }).returning(['id', 'text']).executeTakeFirstOrThrow()
  }

  /** Of all users where none is named. */
  async list(user?: UserId) {
    const notes = (await this.auth.store.kysely<Tables>()).selectFrom('notes').select(['id', 'text'])
    return await (user === undefined ? notes : notes.where('user', '=', user)).orderBy('id').execute()
  }

  /** Whether there was such a note of the user. */
  async remove(user: UserId, id: number) {
    const db = await this.auth.store.kysely<Tables>()
    const { numDeletedRows } = await db
      .deleteFrom('notes')
      .where('id', '=', id)
      .where('user', '=', user)
      .executeTakeFirst()
    return numDeletedRows > 0n
  }
}
