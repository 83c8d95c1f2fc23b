import { Module } from '@nestjs/common'
import { createAuth } from 'latchkey'
import { LatchkeyModule } from 'latchkey/nest'
import { NotesController } from './notes.controller.js'
import { NotesService } from './notes.service.js'

const notes = `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, user INTEGER NOT NULL, text TEXT NOT NULL) STRICT`

@Module({
  imports: [
    LatchkeyModule.forRoot(() =>
      createAuth({
        secretKey: process.env.SECRET_KEY,
        database: 'sqlite:notes.sqlite3',
        migrations: [{ number: 1, name: 'notes', sql: notes }],
      }),
    ),
  ],
  controllers: [NotesController],
  providers: [NotesService],
})
export class AppModule {}
