import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
} from '@nestjs/common'
import { isAdminUser, isAuthenticated, type Principal, type User } from 'latchkey'
import { Allow, Caller, CurrentUser } from 'latchkey/nest'
import { NotesService } from './notes.service.js'

/** What the class allows holds for each handler that does not say something else. */
@Controller('notes')
@Allow({ permissions: [isAuthenticated] })
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Get()
  async list(@CurrentUser() user: User) {
    return { of: user.email, notes: await this.notes.list(user.id) }
  }

  @Post()
  async add(@Caller() caller: Principal, @Body('text') text: unknown) {
    if (typeof text !== 'string' || text === '' || text.length > 500) {
      throw new BadRequestException({ text: ['A note has 1 to 500 characters.'] })
    }
    return await this.notes.add(caller.id, text)
  }

  /** The notes of others do not exist. */
  @Delete(':id')
  async remove(@Caller() caller: Principal, @Param('id', ParseIntPipe) id: number) {
    if (!(await this.notes.remove(caller.id, id))) throw new NotFoundException({ detail: 'Not found.' })
  }

  @Get('all')
  @Allow({ permissions: [isAdminUser] })
  async all() {
    return await this.notes.list()
  }
}
