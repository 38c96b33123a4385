import type { FastifyInstance } from 'fastify'
import { registerContext, startWriter } from '#context'
import { createHttp, createLogger, createMetrics, type Db, type Pool, systemClock } from '#kernel'

/** A request of the broker whose address has places for values, as `{id}`, and a value for each with which it finds something. */
export type Lesson = { readonly name: string; readonly path: string; readonly example: Readonly<Record<string, string>> }

type Statement = { readonly isPrepared: boolean; readonly text: string; readonly values: readonly unknown[] }

export const fillIn = (path: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values).reduce((filled, [place, value]) => filled.replaceAll(`{${place}}`, encodeURIComponent(value)), path)

/**
 * Reads without the rules: `POST /lesson` has the broker answer an example once and notes the statements it sent;
 * `GET /replay/NAME?place=value` sends the same ones, with other values in the places of the example's, and answers with the
 * rows as they are.
 */
export async function addReplay(app: FastifyInstance, pool: Pool): Promise<void> {
  const lessons = new Map<string, { lesson: Lesson; statements: Statement[] }>()
  app.post('/lesson', async (request) => {
    const lesson = request.body as Lesson
    const statements = await record(pool, fillIn(lesson.path, lesson.example))
    lessons.set(lesson.name, { lesson, statements })
    return { statements: statements.length }
  })
  app.get('/replay/:name', async (request, reply) => {
    const { lesson, statements } = lessons.get((request.params as { name: string }).name) ?? {}
    if (lesson === undefined || statements === undefined) return reply.status(404).send()
    const given = request.query as Record<string, string>
    const rows: unknown[] = []
    for (const { isPrepared, text, values } of statements) {
      const own = values.map((value) => withValues(value, lesson.example, given))
      rows.push(await (isPrepared ? pool.prepared(text, own) : pool.query(text, own)))
    }
    return rows
  })
}

/** The statements that the broker sends to answer a request. @throws when it refuses it */
async function record(pool: Pool, path: string): Promise<Statement[]> {
  const statements: Statement[] = []
  const logger = createLogger('silent')
  const note = (db: Db): Db => ({
    query: (text, values = []) => {
      statements.push({ isPrepared: false, text, values })
      return db.query(text, values)
    },
    prepared: (text, values = []) => {
      statements.push({ isPrepared: true, text, values })
      return db.prepared(text, values)
    },
    isSharded: db.isSharded,
  })
  const noted: Pool = { ...pool, ...note(pool) }
  const app = createHttp({ logger, metrics: createMetrics() })
  const writer = startWriter(pool, { clock: systemClock, logger })
  registerContext(app, { pool: noted, writer, clock: systemClock, logger, may: () => undefined })
  // What the first request alone asks for, and keeps, is no part of the others.
  await app.inject({ url: path })
  statements.length = 0
  const answer = await app.inject({ url: path })
  // What is asked when it closes is no part of the answer.
  const sent = [...statements]
  await app.close()
  await writer.stop()
  if (answer.statusCode !== 200 || sent.length === 0) throw new Error(`${path} answered ${answer.statusCode}: ${answer.body}`)
  return sent
}

/** A value of a statement, with what stands in it of the example replaced by what is given. */
function withValues(value: unknown, example: Lesson['example'], given: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => withValues(item, example, given))
  const places = Object.entries(example)
  if (typeof value === 'number') {
    const [place] = places.find(([, sample]) => sample === String(value)) ?? []
    return place === undefined ? value : Number(given[place])
  }
  if (typeof value !== 'string') return value
  return places.reduce((text, [place, sample]) => text.replaceAll(sample, given[place] ?? sample), value)
}
