import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNoPostgres } from '../../testing/postgres-store.ts'
import { rowsIn, setUpPromotion } from '../../testing/promotion-setup.ts'
import type { PromotionError } from '../errors.ts'
import type { AppSchema } from '../store-settings.ts'
import { promote } from './promote.ts'

const options = { skip: await whyNoPostgres() }

const appSchema: AppSchema = {
  migrations: [
    {
      number: 1,
      name: 'books',
      sql: {
        sqlite: `CREATE TABLE books (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
            title TEXT NOT NULL UNIQUE, price NUMERIC, weight REAL, cover BLOB, printed TEXT, is_new INTEGER, extra TEXT);
          CREATE TABLE notes (text TEXT)`,
        postgres: `CREATE TABLE books (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            owner bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE, title text NOT NULL, price numeric(8,2),
            weight double precision, cover bytea, printed timestamptz, is_new boolean, extra jsonb);
          CREATE FUNCTION stamp_book() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN NEW.title := 'stamped'; RETURN NEW; END $$;
          CREATE TRIGGER stamp_book BEFORE INSERT ON books FOR EACH ROW EXECUTE FUNCTION stamp_book()`,
      },
    },
  ],
}

test('tables of the application go along by their types, and what cannot is named', options, async t => {
  const settings = { userFields: { columns: [{ name: 'city', type: 'text', isNullable: true }] } } as const
  const { store, promoting, target } = await setUpPromotion(t, { settings, schema: appSchema })
  store.database.exec(`
    UPDATE users SET own_city = 'Zürich' WHERE id = 3;
    INSERT INTO notes VALUES ('kept here');
    INSERT INTO books VALUES (9, 3, 'One', 10.5, 0.1, x'00ff', '2026-11-28T10:00:00+02:00', 1, '{"b":1,"a":[2]}');
    INSERT INTO books VALUES (12, 4, 'Two', NULL, -1e300, NULL, NULL, 0, NULL)`)
  await assert.rejects(promote(promoting), (error: PromotionError) => {
    assert.deepEqual(error.what, [
      'notes would not be copied: there is no such table there: make it in a step of `migrations`, for postgres.',
    ])
    assert.equal(error.fix, 'To leave it behind: --leave notes')
    return true
  })
  const { tables, notCopied } = await promote({ ...promoting, leaves: ['notes'] })
  assert.deepEqual(
    notCopied.map(({ name }) => name),
    ['notes'],
  )
  assert.equal(tables.find(({ name }) => name === 'books')?.rows, 2)
  const [book] = await rowsIn(
    target,
    `SELECT title, price::text, weight, encode(cover, 'hex') AS cover,
    (printed AT TIME ZONE 'UTC')::text AS printed, is_new, extra, own_city AS city FROM books JOIN users ON users.id = owner ORDER BY books.id`,
  )
  assert.deepEqual(book, {
    title: 'One',
    price: '10.50',
    weight: 0.1,
    cover: '00ff',
    printed: '2026-11-28 08:00:00',
    is_new: true,
    extra: { a: [2], b: 1 },
    city: 'Zürich',
  })
  const [made] = await rowsIn(target, "INSERT INTO books (owner, title) VALUES (3, 'x') RETURNING id::int, title")
  assert.deepEqual(made, { id: 13, title: 'stamped' })
})

test('a value that would be rounded there is refused by its table, column and row', options, async t => {
  const { store, promoting } = await setUpPromotion(t, { schema: appSchema, leaves: ['notes'] })
  store.database.exec("INSERT INTO books (id, owner, title, price) VALUES (1, 1, 'One', 10.555)")
  await assert.rejects(
    promote(promoting),
    /books\.price of the row 1 holds 3 places, and the column there is numeric\(8,2\)/,
  )
  store.database.exec('UPDATE books SET price = 10.55, is_new = 2 WHERE id = 1')
  await assert.rejects(promote(promoting), /books\.is_new of the row 1 holds neither 0 nor 1/)
  store.database.exec('UPDATE books SET is_new = 1 WHERE id = 1')
  assert.equal((await promote(promoting)).tables.find(({ name }) => name === 'books')?.rows, 1)
})

test('a row that SQLite replaced without its triggers is found out, and the file stays in use', options, async t => {
  const { store, promoting } = await setUpPromotion(t, {
    schema: appSchema,
    leaves: ['notes'],
    report: {
      comparing(table) {
        if (table !== 'facts') return
        store.database.exec("INSERT OR REPLACE INTO books (id, owner, title) VALUES (2, 1, 'One')")
      },
    },
  })
  store.database.exec("INSERT INTO books (id, owner, title) VALUES (1, 1, 'One')")
  await assert.rejects(promote(promoting), (error: PromotionError) => {
    assert.deepEqual(error.what, ['The table books differs: 1 rows here, 2 there.'])
    return true
  })
  assert.notEqual(await store.users.findById(1), undefined)
})
